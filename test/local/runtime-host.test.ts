import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime-host.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Runs a module whose source is given as Lambda would run it. */
function runtimeOf(source: string, options: Partial<RuntimeOptions> = {}): Runtime {
  const bundleDir = mkdtempSync(join(tmpdir(), 'bundle-'));
  writeFileSync(join(bundleDir, 'index.mjs'), source);
  const runtime = startRuntime({ bundleDir, ...options });
  cleanups.push(
    () => runtime.close(),
    () => rmSync(bundleDir, { recursive: true }),
  );
  return runtime;
}

describe('invoke', () => {
  it('answers what the handler answers', async () => {
    const runtime = runtimeOf('export const handler = async (event) => ({ twice: event.n * 2 })');
    expect(await runtime.invoke({ n: 21 })).toMatchObject({ ok: true, result: { twice: 42 } });
  });

  it('answers null where the handler answers nothing', async () => {
    const runtime = runtimeOf('export const handler = async () => {}');
    expect(await runtime.invoke({})).toMatchObject({ ok: true, result: null });
  });

  it('keeps the process between invocations, as a warm start does', async () => {
    const runtime = runtimeOf('let n = 0; export const handler = async () => ({ n: ++n, pid: process.pid })');
    const first = await runtime.invoke({});
    const second = await runtime.invoke({});
    expect(first).toMatchObject({ cold: true, initMs: expect.any(Number), result: { n: 1 } });
    expect(second).toMatchObject({ cold: false, result: { n: 2 } });
    expect(second).not.toHaveProperty('initMs');
  });

  it('starts cold after recycle', async () => {
    const runtime = runtimeOf('let n = 0; export const handler = async () => ++n');
    await runtime.invoke({});
    await runtime.recycle();
    expect(await runtime.invoke({})).toMatchObject({ cold: true, result: 1 });
  });

  it('lets invocations wait for a free environment', async () => {
    const runtime = runtimeOf('let n = 0; export const handler = async () => ++n');
    const all = await Promise.all([1, 2, 3].map(() => runtime.invoke({})));
    expect(all.map((one) => one.ok && one.result)).toEqual([1, 2, 3]);
  });

  it('runs as many environments at once as it may', async () => {
    const source = `export const handler = async () => { await new Promise((r) => setTimeout(r, 300)); return process.pid }`;
    const runtime = runtimeOf(source, { concurrency: 2 });
    const all = await Promise.all([1, 2].map(() => runtime.invoke({})));
    expect(new Set(all.map((one) => one.ok && one.result)).size).toBe(2);
  });
});

describe('the context', () => {
  it('holds what Lambda tells of the invocation', async () => {
    const source = `export const handler = async (_event, context) => ({
      ...context, left: context.getRemainingTimeInMillis() })`;
    const runtime = runtimeOf(source, { timeoutMs: 5000, memoryMiB: 256, functionName: 'post-mortem' });
    const invocation = await runtime.invoke({});
    expect(invocation).toMatchObject({
      result: {
        awsRequestId: invocation.requestId,
        functionName: 'post-mortem',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:post-mortem',
        memoryLimitInMB: '256',
        logGroupName: '/aws/lambda/post-mortem',
      },
    });
    const left = invocation.ok ? Number(Object(invocation.result).left) : 0;
    expect(left).toBeGreaterThan(3000);
    expect(left).toBeLessThanOrEqual(5000);
  });
});

describe('the environment', () => {
  it('holds Lambda’s variables, the function’s own and the PATH, and nothing of this process', async () => {
    process.env['ONLY_IN_THE_PARENT'] = 'x';
    const runtime = runtimeOf('export const handler = async () => process.env', { environment: { ALERTS: 'arn' } });
    const invocation = await runtime.invoke({});
    delete process.env['ONLY_IN_THE_PARENT'];
    const environment = Object(invocation.ok && invocation.result);
    expect(environment).toMatchObject({
      ALERTS: 'arn',
      PATH: process.env['PATH'],
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_SESSION_TOKEN: expect.any(String),
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: expect.any(String),
    });
    const others = Object.keys(environment).filter((name) => !/^(?:AWS_|LAMBDA_|_HANDLER$)/.test(name));
    expect(others.toSorted((a, b) => a.localeCompare(b))).toEqual(['ALERTS', 'HOME', 'LANG', 'PATH', 'TZ']);
  });

  it('cannot hold a variable that Lambda reserves', async () => {
    const runtime = runtimeOf('export const handler = async () => {}', { environment: { AWS_REGION: 'us-east-1' } });
    await expect(runtime.invoke({})).rejects.toThrow('AWS_REGION is reserved by Lambda');
  });
});

describe('the bootstrap', () => {
  it('loads no undici, whose cost is not the function’s', async () => {
    const source = `export const handler = async () => process.moduleLoadList.filter((name) => name.includes('undici'))`;
    expect(await runtimeOf(source).invoke({})).toMatchObject({ ok: true, result: [] });
  });
});

describe('the log', () => {
  it('gives each invocation its own lines, JSON ones with their fields', async () => {
    const source = `console.log('loading');
      export const handler = async ({ n }) => {
        process.stdout.write(JSON.stringify({ raw: n }) + '\\n');
        console.log({ cause: 'oom' });
        console.log('%d tasks', n);
        console.debug('hidden');
      }`;
    const runtime = runtimeOf(source);
    const first = await runtime.invoke({ n: 1 });
    const second = await runtime.invoke({ n: 2 });
    expect(first.log.map(({ fields }) => fields)).toMatchObject([
      { level: 'INFO', message: 'loading' },
      { raw: 1 },
      { level: 'INFO', requestId: first.requestId, message: { cause: 'oom' } },
      { level: 'INFO', message: '1 tasks' },
    ]);
    expect(second.log).toHaveLength(3);
    expect(second.log[0]).toEqual({ text: '{"raw":2}', fields: { raw: 2 } });
  });

  it('keeps long output whole', async () => {
    const runtime = runtimeOf(
      `export const handler = async () => { process.stdout.write('x'.repeat(500_000) + '\\n') }`,
    );
    expect((await runtime.invoke({})).log[0]?.text).toHaveLength(500_000);
  });
});

describe('a failing handler', () => {
  it('answers its error, is logged and stays warm', async () => {
    const runtime = runtimeOf(`export const handler = async ({ fail }) => {
      if (fail) throw new TypeError('no topic'); return process.pid }`);
    const failed = await runtime.invoke({ fail: true });
    expect(failed).toMatchObject({
      ok: false,
      error: { errorType: 'TypeError', errorMessage: 'no topic' },
      log: [{ fields: { level: 'ERROR', errorMessage: 'no topic' } }],
    });
    expect(failed.ok ? [] : failed.error.stackTrace[0]).toBe('TypeError: no topic');
    expect(await runtime.invoke({})).toMatchObject({ ok: true, cold: false });
  });

  it('is killed when it takes too long, and made anew', async () => {
    const source = `export const handler = async ({ hang }) => { console.log('begin'); if (hang) for (;;); return 'well' }`;
    const runtime = runtimeOf(source, { timeoutMs: 400 });
    const hung = await runtime.invoke({ hang: true });
    expect(hung).toMatchObject({
      ok: false,
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${hung.requestId} Error: Task timed out after 0.40 seconds`,
      },
      log: [{ fields: { message: 'begin' } }],
    });
    expect(await runtime.invoke({})).toMatchObject({ ok: true, cold: true, result: 'well' });
  });

  it.each([
    ['an exit', 'process.exit(3)', 'Runtime.ExitError', /exit status 3$/],
    ['a quiet exit', 'process.exit(0)', 'Runtime.ExitError', /without providing a reason$/],
    ['a kill', "process.kill(process.pid, 'SIGKILL')", 'Runtime.ExitError', /signal: killed$/],
    ['a lost rejection', "Promise.reject(new Error('lost'))", 'Runtime.UnhandledPromiseRejection', /^lost$/],
    ['a late throw', "setTimeout(() => { throw new Error('late') })", 'Runtime.UncaughtException', /^late$/],
  ])('answers an error for %s and is made anew', async (_what, statement, errorType, message) => {
    const source = `export const handler = async ({ crash }) => {
      if (crash) { ${statement}; await new Promise((r) => setTimeout(r, 5000)); } return 'well' }`;
    const runtime = runtimeOf(source);
    expect(await runtime.invoke({ crash: true })).toMatchObject({
      ok: false,
      error: { errorType, errorMessage: expect.stringMatching(message) },
    });
    expect(await runtime.invoke({})).toMatchObject({ ok: true, cold: true, result: 'well' });
  });

  it('that dies after its answer costs the next invocation nothing but a cold start', async () => {
    const runtime = runtimeOf(
      `export const handler = async ({ die }) => { if (die) setTimeout(() => process.exit(1), 50) }`,
    );
    expect(await runtime.invoke({ die: true })).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await runtime.invoke({})).toMatchObject({ ok: true, cold: true });
  });
});

describe('a module that cannot be used', () => {
  it.each([
    ['throws while it loads', "throw new Error('no settings')", 'Error', /no settings/],
    ['lacks the export', 'export const other = 1', 'Runtime.HandlerNotFound', /index\.handler is undefined/],
    [
      'takes a callback',
      'export const handler = (e, c, callback) => {}',
      'Runtime.CallbackHandlerDeprecated',
      /Callback/,
    ],
  ])('fails the invocation when it %s', async (_what, source, errorType, message) => {
    expect(await runtimeOf(source).invoke({})).toMatchObject({
      ok: false,
      error: { errorType, errorMessage: expect.stringMatching(message) },
    });
  });

  it('fails the invocation when it is not there', async () => {
    const runtime = runtimeOf('', { handler: 'other.handler' });
    expect(await runtime.invoke({})).toMatchObject({ ok: false, error: { errorType: 'Runtime.ImportModuleError' } });
  });
});
