import type { ExamplesByRule } from './reason-example.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-Ab12Cd';
const USER = 'User: arn:aws:sts::111122223333:assumed-role/shopExecution/0a';
const PULL =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:';

/** Examples of the rules on roles, secrets, registry credentials and environment files. */
export const secretExamples: ExamplesByRule = {
  'infrastructure-role-not-assumable': {
    examples: [
      {
        text: "ECS was unable to assume the configured ECS Infrastructure Role 'arn:aws:iam::111122223333:role/shopEbs'. Please verify that the role being passed has the proper trust relationship with Amazon ECS",
        where: 'attachment',
      },
    ],
    counterExamples: ["ECS was unable to assume the role 'arn:aws:iam::111122223333:role/shopTask'"],
  },
  'role-not-assumable': {
    examples: [
      "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/shopTask' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
      `${PULL} not able to assume role`,
    ],
    counterExamples: [
      'User: arn:aws:iam::111122223333:user/me is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/shopTask',
    ],
  },
  'execution-role-missing': {
    examples: [
      'ASM secret resource: unable to find execution role credentials',
      'CannotPullECRContainerError: engine ecr credentials: not found',
      'ResourceInitializationError: execution role ARN is missing',
    ],
    counterExamples: [
      `${PULL} unable to retrieve secret from asm: AccessDeniedException: ${USER} is not authorized to perform: secretsmanager:GetSecretValue`,
    ],
  },
  'registry-credentials-malformed': {
    examples: [
      {
        text: 'CannotPullContainerAuthError: asm fetching authorization data: unable to unmarshal secret value, invalid schema',
        where: 'container',
      },
      {
        text: 'CannotPullContainerAuthError: engine docker private registry credentials: not found',
        where: 'container',
      },
    ],
    counterExamples: [
      {
        text: `CannotPullContainerAuthError: asm fetching secret from the service for ${SECRET}: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
        where: 'container',
      },
    ],
  },
  'registry-credentials-failed': {
    examples: [{ text: 'CannotPullContainerAuthError: asm fetching secret from the service for', where: 'container' }],
    counterExamples: ['CannotPullContainerError: ref pull has been retried 1 t'],
  },
  'secret-access-denied': {
    examples: [
      `${PULL} unable to get registry auth from asm: service call has been retried 1 time(s): AccessDeniedException: ${USER} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET}`,
      `${PULL} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: AccessDeniedException: ${USER} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
      `Fetching secret data from SSM Parameter Store in eu-west-1: AccessDeniedException: ${USER} is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/shop/key`,
      `${PULL} unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. AccessDeniedException: Access to KMS is not allowed`,
    ],
    counterExamples: [
      `${PULL} unable to retrieve ecr registry auth: AccessDeniedException: ${USER} is not authorized to perform: ecr:GetAuthorizationToken on resource: *`,
    ],
  },
  'secret-json-key-missing': {
    examples: [
      `${PULL} unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password`,
    ],
    counterExamples: [
      `${PULL} unable to retrieve secret from asm: invalid character 'h' looking for beginning of value`,
    ],
  },
  'parameter-not-found': {
    examples: [
      `${PULL} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /shop/key,/shop/other`,
      'Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: /shop/key',
    ],
    counterExamples: [
      'ResourceInitializationError: failed to validate logger args: InvalidParameterException: 1 validation error detected',
    ],
  },
  'secret-not-found': {
    examples: [
      { text: 'DockerClientConfigError: missing secret value for secret DB_PASSWORD', where: 'container' },
      `${PULL} unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. The task can't retrieve the secret with ARN '${SECRET}' from Secrets Manager. Check whether the secret exists in the specified Region. ResourceNotFoundException: Secrets Manager can’t find the specified secret.`,
      `Fetching secret data from AWS Secrets Manager in eu-west-1 region: secret ${SECRET}: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
      `${PULL} unable to retrieve secret from asm: InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.`,
    ],
    counterExamples: [
      'ResourceInitializationError: failed to validate logger args: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
    ],
  },
  'secret-reference-invalid': {
    examples: [
      `${PULL} unable to retrieve secret from asm: invalid character 'h' looking for beginning of value`,
      'an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again.',
      'Could not find a secretsmanager secretID from value shop',
    ],
    counterExamples: [
      "CannotPullContainerError: error parsing HTTP 429 response body: invalid character 'T' looking for beginning of value",
    ],
  },
  'secrets-throttled': {
    examples: [
      `${PULL} unable to retrieve secrets from ssm: service call has been retried 5 time(s): ThrottlingException: Rate exceeded`,
    ],
    counterExamples: ['CannotPullECRContainerError: ThrottlingException: Rate exceeded'],
  },
  'secret-key-unusable': {
    examples: [
      `${PULL} unable to retrieve secret from asm: DecryptionFailure: the KMS key is not usable`,
      `${PULL} unable to retrieve secrets from ssm: UnrecognizedClientException: The security token included in the request is invalid`,
    ],
    counterExamples: ['CannotPullContainerError: KmsException: key is disabled'],
  },
  'secrets-unreachable': {
    examples: [
      `${PULL} unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded`,
      'ResourceInitializationError: unable to pull secrets or registry auth: The task can’t pull secrets from AWS Secrets Manager. There is a connection issue between the task and Secrets Manager. Check your task network configuration.',
      'ResourceInitializationError: unable to pull secrets or registry auth: Check your task network configuration. : signal: killed',
    ],
    counterExamples: [
      `${PULL} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed`,
    ],
  },
  'secret-perhaps-missing': {
    examples: [
      `The task can’t pull the secret from Secrets Manager. The task can't retrieve the secret with ARN '${SECRET}' from Secrets Manager. Check whether the secret exists in the specified Region.`,
    ],
    counterExamples: [
      `The task can't retrieve the secret with ARN '${SECRET}' from Secrets Manager. Check whether the secret exists in the specified Region. RequestCanceled: request context canceled`,
    ],
  },
  'credential-spec-invalid': {
    examples: ['Unsupported credentialspec ARN, only s3/ssm ARNs are allowed'],
    counterExamples: [`Failed to retrieve credentials for domainless gMSA user ${SECRET}: AccessDeniedException`],
  },
  'secrets-client-failed': {
    examples: ['Unable to create SSM client in eu-west-1: bad endpoint'],
    counterExamples: ['Fetching secret data from SSM Parameter Store in eu-west-1: RequestError: send request failed'],
  },
  'secret-not-fetched': {
    examples: [
      `${PULL} unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret`,
    ],
    counterExamples: [
      `${PULL} unable to retrieve secret from asm: service call has been retried 1 time(s): dial tcp: i/o timeout`,
    ],
  },
  'environment-file-failed': {
    examples: [
      'ResourceInitializationError: failed to download env files: service call has been retried 1 time(s): operation error S3: HeadObject, https response error StatusCode: 403, RequestID: 0A, HostID: b, api error Forbidden: Forbidden',
      'operation error S3: HeadObject, https response error StatusCode: 404, RequestID: 0A, api error NotFound: Not Found',
      'Unable to download env file with key shop.env from bucket shop-config, error: NoSuchKey: The specified key does not exist.',
      'ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded',
      'ResourceInitializationError: The task can’t download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3.',
      'Resourceinitializationerror: failed to download env files',
      'Unable to parse bucket and key from s3 ARN specified in environmentFile shop, error: bad',
    ],
    counterExamples: [
      'Unable to download firelens s3 config file: bad',
      'CannotPullContainerError: unexpected status from HEAD request: 403 Forbidden',
      'Environment file resource: unable to find execution role credentials',
      `${PULL} unable to retrieve secrets from ssm: RequestCanceled: request context canceled`,
    ],
  },
  'environment-file-not-read': {
    examples: ['ResourceInitializationError: env file: something odd', 'operation error S3: HeadObject, https resp...'],
    counterExamples: ['ResourceInitializationError: failed to download env files: something odd'],
  },
  'service-permissions-misconfigured': {
    examples: [
      'IAM permissions policies have been misconfigured or changed, and ECS can no longer maintain your service',
    ],
    counterExamples: [
      'IAM trust relationship has been misconfigured or changed, and ECS can no longer maintain your service',
    ],
  },
  'setup-denied': {
    examples: [
      'User: arn:aws:iam::111122223333:user/me is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/shopTask',
    ],
    counterExamples: [
      'User: arn:aws:sts::111122223333:assumed-role/x/y is not authorized to perform: servicediscovery:RegisterInstance on resource: *',
    ],
  },
};
