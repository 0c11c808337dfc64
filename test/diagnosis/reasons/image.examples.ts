import type { ExamplesByRule } from './reason-example.ts';

const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

/** Examples of the rules on image pulls and registry authentication. */
export const imageExamples: ExamplesByRule = {
  'image-reference-invalid': {
    examples: [
      'CannotPullContainerError: Error response from daemon: invalid reference format',
      'CannotPullContainerError: invalid reference format: repository name must be lowercase',
      "Unable to pull customer's container image. ErrorCode: 500, Reason: invalid reference format",
    ],
    counterExamples: ['CannotPullContainerError: name unknown: no such repository'],
  },
  'image-pull-rate-limited': {
    examples: [
      'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/redis/blobs/sha256:00: 429 Too Many Requests - Server message: toomanyrequests: slow down',
      'CannotPullContainerError: Error response from daemon: toomanyrequests: You have reached your pull rate limit.',
      'CannotPullECRContainerError: ThrottlingException: Rate exceeded',
    ],
    counterExamples: [
      'ResourceInitializationError: unable to retrieve secrets from ssm: ThrottlingException: Rate exceeded',
      'CannotPullContainerError: manifest for acme/shop:429 not found',
    ],
  },
  'image-platform-mismatch': {
    examples: [
      'CannotPullContainerError: failed to find a descriptor for platform {linux/arm64}',
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'",
      'CannotPullContainerError: no matching manifest for linux/arm64/v8 in the manifest list entries',
      'CannotPullContainerError: no match for platform in manifest: not found',
      'CannotPullContainerError: image operating system "windows" cannot be used on this platform',
    ],
    counterExamples: [`CannotPullContainerError: manifest for ${ECR}/shop:linux-amd64 not found: manifest unknown`],
  },
  'image-pull-unauthorized': {
    examples: [
      `CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. Error response from daemon: pull access denied for ${ECR}/shop, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::111122223333:assumed-role/shopExecution/0a is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/shop because no identity-based policy allows the ecr:BatchGetImage action`,
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/shopExecution/0a is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
      `CannotPullContainerError: The task cannot pull ${ECR}/shop:1 from the registry ${ECR}/shop:1. There is a connection issue between the task and the registry. failed to copy: httpReadSeeker: failed open: unexpected status code 403 Forbidden`,
      'CannotPullECRContainerError: NoCredentialProviders: no valid providers in chain',
    ],
    counterExamples: [
      "CannotPullContainerError: Error response from daemon: pull access denied for acme/shop, repository does not exist or may require 'docker login'",
    ],
  },
  'image-missing-or-private': {
    examples: [
      "CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for registry.example.com/acme/shop, repository does not exist or may require 'docker login'",
      "CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for acme/shop, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
    counterExamples: [
      "ResourceInitializationError: The task can't retrieve the secret. Check whether the secret exists",
    ],
  },
  'image-not-found': {
    examples: [
      `CannotPullContainerError: Error response from daemon: manifest for ${ECR}/shop:v7 not found: manifest unknown: Requested image not found`,
      "CannotPullContainerError: name unknown: The repository with name 'shop' does not exist in the registry with id '111122223333'",
      'CannotPullImageManifestError: Error response from daemon: manifest unknown',
    ],
    counterExamples: [
      "CannotPullContainerError: Error response from daemon: pull access denied for acme/shop, repository does not exist or may require 'docker login'",
    ],
  },
  'image-missing-or-no-access': {
    examples: [
      'CannotPullContainerError: API error (404): repository acme/shop not found: does not exist or no pull access',
    ],
    counterExamples: ['CannotPullContainerError: API error (404): repository acme/shop not found'],
  },
  'image-answered-not-found': {
    examples: [
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${ECR}/shop:v7: ${ECR}/shop:v7: not found`,
      'CannotPullContainerError: unexpected status code 404 for acme/shop',
    ],
    counterExamples: [
      'CannotPullECRContainerError: engine ecr credentials: not found',
      'CannotPullContainerError: Get https://registry.example.com/v2/: dial tcp: lookup registry.example.com: host not found',
    ],
  },
  'image-missing-or-private-on-docker-hub': {
    examples: [
      "CannotPullContainerError: Error response from daemon: pull access denied for acme/shop, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
    counterExamples: [
      "CannotPullContainerError: Error response from daemon: pull access denied for registry.example.com/acme/shop, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
  },
  'image-pull-refused': {
    examples: [
      'CannotPullContainerError: failed to resolve ref registry.example.com/shop:1: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.example.com/token: 401 Unauthorized',
      `CannotPullContainerError: Get https://${ECR}/v2/shop/manifests/1: no basic auth credentials`,
      'CannotPullContainerError: API error (500): Get https://registry-1.docker.io/v2/acme/shop: unauthorized: incorrect username or password',
    ],
    counterExamples: [
      'CannotPullContainerError: failed to authorize: failed to fetch anonymous token: Get "https://auth.example.com/token": dial tcp 192.0.2.7:443: i/o timeout',
    ],
  },
  'image-private-or-missing': {
    examples: [
      `CannotPullContainerError: Error response from daemon: pull access denied for ${ECR}/shop, repository does not exist or may require 'docker login'`,
      'CannotPullContainerError: failed to resolve ref "docker.io/acme/shop:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    counterExamples: [
      'CannotPullContainerError: failed to register layer: open /etc/shadow: permission denied: unknown',
    ],
  },
  'registry-certificate-untrusted': {
    examples: [
      'CannotPullContainerError: Get https://registry.example.com/v2/: x509: certificate signed by unknown authority',
    ],
    counterExamples: [
      'CannotPullContainerError: Get https://registry.example.com/v2/: net/http: TLS handshake timeout',
    ],
  },
  'registry-unreachable': {
    examples: [
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/library/redis:7: failed to do request: Head "https://registry-1.docker.io/v2/library/redis/manifests/7": dial tcp 192.0.2.7:443: i/o timeout',
      'CannotPullContainerError: Error response from daemon: Get https://registry-1.docker.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      'CannotPullContainerError: none of the mirrors answered: unable to reach registry mirror.example.com',
      'CannotPullContainerError: failed to resolve ref shop.example.com/a:1: lookup shop.example.com on 10.0.0.2:53: no such host',
    ],
    counterExamples: [
      'CannotStartContainerError: failed to initialize logging driver: dial tcp 192.0.2.7:24224: i/o timeout',
      'CannotPullContainerError: write /var/lib/docker/tmp/x: no space left on device: i/o timeout',
    ],
  },
  'registry-auth-unreachable': {
    examples: [
      'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 10.0.0.9:443: i/o timeout',
      'CannotPullECRContainerError: RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": EOF',
    ],
    counterExamples: [
      'ResourceInitializationError: unable to pull secrets or registry auth: Check your task network configuration. : signal: killed',
    ],
  },
  'registry-connection-advised': {
    examples: [
      `The task cannot pull 'shop' from the Amazon ECR repository '${ECR}/shop'. There is a connection issue between the task and the registry. Check your task network configuration.`,
      'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.',
      "CannotPullContainerError: The task can’t pull the image. Check your network configuration. Error response from daemon: Get 'shop' ...",
    ],
    counterExamples: [
      'CannotPullContainerError: There is a connection issue between the task and the registry. AccessDeniedException: no',
      'CannotPullContainerError: Check your task network configuration. dial tcp 192.0.2.7:443: i/o timeout',
    ],
  },
  'registry-request-failed': {
    examples: [
      'CannotPullContainerError: inactivity time exceeded timeout while pulling image',
      'CannotPullContainerError: Error response from daemon: Get https://registry.example.com/v2/: EOF',
      'CannotPullContainerError: pull command failed: panic: runtime error: invalid memory address or nil pointer dereference',
      'CannotPullContainerError: context canceled',
    ],
    counterExamples: ['CannotPullContainerError: failed to copy: unexpected EOF'],
  },
  'registry-auth-failed': {
    examples: [
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s)',
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s)',
    ],
    counterExamples: ['ResourceInitializationError: unable to pull secrets or registry auth'],
  },
  'image-pull-failed': {
    examples: [
      'CannotPullContainerError: pull image manifest has been retried 2 time(s)',
      'CannotPullContainerError: failed to copy: unexpected EOF',
      'Cannotpullcontainererror: failed to register layer: exit status 1',
    ],
    counterExamples: ['CannotStartContainerError: failed to get container status: gone'],
  },
  'image-signature-refused': {
    examples: ['CannotPullContainerError: image signature verification did not pass'],
    counterExamples: ['CannotPullContainerError: missing signature key'],
  },
};
