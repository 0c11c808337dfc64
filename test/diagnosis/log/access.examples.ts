import type { FamilyExamples } from './examples.ts';

export const AWS_EXAMPLES: FamilyExamples = {
  'aws-credentials-timeout': {
    is: [
      'botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "https://sqs.eu-west-1.amazonaws.com/"',
      'Get "http://169.254.170.2/v2/credentials/1": dial tcp 169.254.170.2:80: i/o timeout',
    ],
    isNot: ['botocore.exceptions.NoCredentialsError: Unable to locate credentials'],
  },
  'aws-credentials-missing': {
    is: [
      'botocore.exceptions.NoCredentialsError: Unable to locate credentials',
      'CredentialsProviderError: Could not load credentials from any providers\n    at /app/node_modules/@aws-sdk/credential-provider-node/dist-cjs/index.js:98:13',
      'panic: NoCredentialProviders: no valid providers in chain. Deprecated.',
      'software.amazon.awssdk.core.exception.SdkClientException: Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain',
      'botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
      'botocore.exceptions.ClientError: An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.',
      'Aws::Errors::MissingCredentialsError: unable to sign request without credentials set',
      'operation error SQS: ReceiveMessage, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found',
      'Unhandled exception. Amazon.Runtime.AmazonClientException: Unable to get IAM security credentials from EC2 Instance Metadata Service.\n   at Amazon.Runtime.DefaultInstanceProfileAWSCredentials.FetchCredentials()',
    ],
    isNot: ['google.auth.exceptions.DefaultCredentialsError: Could not automatically determine credentials.'],
  },
  'aws-access-denied': {
    is: [
      'botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GetSecretValue operation: User: arn:aws:sts::111122223333:assumed-role/app/1 is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db',
      'AccessDenied: Access Denied\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:388:20)',
      'com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: X)',
      'botocore.exceptions.ClientError: An error occurred (403) when calling the HeadBucket operation: Forbidden\nbucket media',
      'operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: 1, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/x/1 is not authorized to perform: dynamodb:GetItem',
      'UnauthorizedOperation: You are not authorized to perform this operation.',
    ],
    isNot: [
      "ERROR 1045 (28000): Access denied for user 'app'@'10.0.0.3' (using password: YES)",
      'java.nio.file.AccessDeniedException: /data/index',
    ],
  },
};

export const AUTHENTICATION_EXAMPLES: FamilyExamples = {
  'authentication-failed': {
    is: [
      'ERROR [DatabaseModule] Unable to connect to the database. Retrying (1)...\nQueryFailedError: permission denied to create extension "citext"',
      'ERROR:  permission denied for schema billing',

      'Provided Tunnel token is not valid.',
      "consumer: Cannot connect to amqp://app:**@mq:5672//: access to vhost 'orders' refused for user 'app'",

      'Npgsql.PostgresException (0x80004005): 28P01: Passwort-Authentifizierung für »app« fehlgeschlagen',
      'waiting for the database\nORA-01017: invalid username/password; logon denied\nShutting down gracefully\nBye',
      'psycopg2.OperationalError: FATAL:  password authentication failed for user "coredns"',

      'FATAL:  password authentication failed for user "app"',
      'error: password authentication failed for user "app"\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)',
      "Error: ER_ACCESS_DENIED_ERROR: Access denied for user 'app'@'10.0.0.3' (using password: YES)\n    at Handshake.Sequence._packetToError (/app/node_modules/mysql/lib/protocol/sequences/Sequence.js:47:14)",
      "pymongo.errors.OperationFailure: Authentication failed., full error: {'ok': 0.0, 'code': 18}",
      'MongoServerError: Authentication failed.\n    at Connection.onMessage (/app/node_modules/mongodb/lib/cmap/connection.js:210:30)',
      'redis.exceptions.AuthenticationError: Authentication required.',
      'ReplyError: WRONGPASS invalid username-password pair or user is disabled.\n    at parseError (/app/node_modules/redis-parser/lib/parser.js:179:12)',
      'ReplyError: NOAUTH Authentication required.\n    at parseError (/app/node_modules/redis-parser/lib/parser.js:179:12)',
      "pika.exceptions.ProbableAuthenticationError: ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.'",
      "Unhandled exception. Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'sa'.\n   at Microsoft.Data.SqlClient.SqlInternalConnection.OnError()",
      'Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "app"',
      'org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed: Invalid username or password',
      'discord.errors.LoginFailure: Improper token has been passed.',
      'Error [TokenInvalid]: An invalid token was provided.\n    at Client.login (/app/node_modules/discord.js/src/client/Client.js:214:52)',
      "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'Incorrect API key provided'}}",
      "SQLSTATE[HY000] [1045] Access denied for user 'forge'@'10.0.0.2' (using password: NO)",
      'psycopg2.errors.InsufficientPrivilege: permission denied for table orders',
      'FATAL:  role "app" does not exist',
      'Error: P1000: Authentication failed against database server at `db`, the provided database credentials for `app` are not valid.',
      "elasticsearch.AuthenticationException: AuthenticationException(401, 'security_exception', 'missing authentication credentials for REST request [/]')",
    ],
    isNot: ['FATAL:  database "app" does not exist'],
  },
  'database-user-unknown': {
    is: ['FATAL:  role "billing" does not exist', 'Npgsql.PostgresException (0x80004005): 28000: le rôle est inconnu'],
    isNot: ['ERROR shipped 28000 parcels', 'FATAL:  database "billing" does not exist'],
  },
};
