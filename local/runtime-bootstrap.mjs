// What Lambda's Node.js runtime does between the Runtime API and a handler. Its built-ins are taken without `import`:
// an ESM import of `node:http` loads undici, which the real runtime client does not do to the function either.
const { request, Agent } = process.getBuiltinModule('http');
const { existsSync } = process.getBuiltinModule('fs');
const { join } = process.getBuiltinModule('path');
const { pathToFileURL } = process.getBuiltinModule('url');
const { format } = process.getBuiltinModule('util');

const { AWS_LAMBDA_RUNTIME_API: api, _HANDLER: handlerName, LAMBDA_TASK_ROOT: taskRoot } = process.env;
const writeOut = process.stdout.write.bind(process.stdout);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let requestId = '';

const RealDate = Date;
let aheadMs = 0;
const now = () => RealDate.now() + aheadMs;
const setClock = (nowMs) => {
  aheadMs = Number(nowMs) - RealDate.now();
};
const patchDate = () => {
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
};

const call = (method, path, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const [host, port] = api.split(':');
    const message = request({ host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, text }));
    });
    message.on('error', reject);
    message.end(body);
  });

const describeError = (error) =>
  error instanceof Error
    ? {
        errorType: error.name || 'Error',
        errorMessage: error.message,
        trace: (error.stack ?? '').split('\n'),
      }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const reportError = (path, described) =>
  call('POST', path, JSON.stringify(described), {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': described.errorType,
  });

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };

const jsonLine = (level, parameters) => {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  const error = parameters.find((parameter) => parameter instanceof Error);
  const withError = error
    ? { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n') }
    : {};
  const [only] = parameters;
  const message = parameters.length === 1 && !(only instanceof Error) ? only : format(...parameters);
  try {
    return JSON.stringify({ ...line, message, ...withError });
  } catch {
    return JSON.stringify({ ...line, message: format(...parameters), ...withError });
  }
};

const patchConsole = () => {
  const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const least = Math.max(0, LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? 'INFO'));
  for (const [method, level] of Object.entries(METHODS)) {
    console[method] = (...parameters) => {
      if (isJson && LEVELS.indexOf(level) < least) return;
      const line = isJson
        ? jsonLine(level, parameters)
        : `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...parameters)}`;
      writeOut(`${line}\n`);
    };
  }
};

const loadHandler = async () => {
  const dot = handlerName.lastIndexOf('.');
  const [module, name] = [handlerName.slice(0, dot), handlerName.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs'].map((ending) => join(taskRoot, module + ending)).find(existsSync);
  if (file === undefined) {
    throw Object.assign(new Error(`Cannot find module '${module}'`), { name: 'Runtime.ImportModuleError' });
  }
  const { [name]: handler } = await import(pathToFileURL(file).href);
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${handlerName} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }
  if (handler.length > 2) {
    throw Object.assign(new Error('Callback-based function handlers ended with Node.js 24.'), {
      name: 'Runtime.CallbackHandlerDeprecated',
    });
  }
  return handler;
};

const contextOf = (headers) => {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
};

const dieOf = (kind) => async (error) => {
  console.error(`${kind}`, error);
  await reportError(`invocation/${requestId}/error`, { ...describeError(error), errorType: `Runtime.${kind}` });
  process.exit(128);
};

const serveOne = async (handler) => {
  const { headers, text } = await call('GET', 'invocation/next');
  requestId = headers['lambda-runtime-aws-request-id'];
  if (headers['stand-in-now-ms'] !== undefined) setClock(headers['stand-in-now-ms']);
  let outcome;
  try {
    const result = await handler(JSON.parse(text), contextOf(headers));
    outcome = { path: 'response', body: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    console.error('Invoke Error', error);
    outcome = { path: 'error', described: describeError(error) };
  }
  // Tells the host that every line of this invocation is before this one.
  writeOut(`\u0000end ${requestId}\n`);
  if (outcome.path === 'error') await reportError(`invocation/${requestId}/error`, outcome.described);
  else await call('POST', `invocation/${requestId}/response`, outcome.body, { 'content-type': 'application/json' });
};

const [, , startsAt] = process.argv;
if (startsAt !== undefined) {
  setClock(startsAt);
  patchDate();
}
patchConsole();
process.on('uncaughtException', dieOf('UncaughtException'));
process.on('unhandledRejection', dieOf('UnhandledPromiseRejection'));
let handler;
try {
  handler = await loadHandler();
} catch (error) {
  console.error('Init Error', error);
  await reportError('init/error', describeError(error));
  process.exit(1);
}
for (;;) await serveOne(handler);
