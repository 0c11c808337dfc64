/** What of a function's configuration its environment variables tell it. */
export interface FunctionConfiguration {
  /** The folder of the built bundle. */
  readonly bundleDir: string;
  /** Module and export, such as `index.handler`. */
  readonly handler: string;
  readonly functionName: string;
  readonly memoryMiB: number;
  readonly region: string;
  /** The variables the function is deployed with. */
  readonly environment: Readonly<Record<string, string>>;
}

const isReserved = (name: string): boolean =>
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_(?!EXEC_WRAPPER$).*|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/.test(
    name,
  );

/**
 * Answers the whole environment of a function's process: what Lambda sets, what the function is deployed with and the
 * `PATH` of this process, nothing else. Throws for a variable that Lambda reserves.
 */
export function functionEnvironment(
  { bundleDir, handler, functionName, memoryMiB, region, environment }: FunctionConfiguration,
  { runtimeApi, accessKeyId }: { runtimeApi: string; accessKeyId: string },
): Readonly<Record<string, string>> {
  const reserved = Object.keys(environment).find(isReserved);
  if (reserved !== undefined) {
    throw new Error(`Environment variable ${reserved} is reserved by Lambda; a function cannot be deployed with it.`);
  }
  return {
    ...environment,
    PATH: process.env['PATH'] ?? '',
    // The account of the sandbox has no home: SDK clients find no configuration files there.
    HOME: '/home/sbx_user1051',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: bundleDir,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'stand-in',
    AWS_SESSION_TOKEN: 'stand-in',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMiB),
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/24/[$LATEST]0123456789abcdef0123456789abcdef',
  };
}
