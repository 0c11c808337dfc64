import type { Runtime } from './runtime-host.ts';
import type { LogStore } from './stand-in/log-store.ts';

/** A runtime whose invocations leave their output in the function's log group, as Lambda does; the same where it has none. */
export function withLog(
  runtime: Runtime,
  group: string | undefined,
  logs: Pick<LogStore, 'putStream' | 'append'>,
  now: () => number = Date.now,
): Runtime {
  if (group === undefined) return runtime;
  const stream = { group, name: 'all-environments' };
  logs.putStream(stream);
  return {
    ...runtime,
    async invoke(event, requestId) {
      const invocation = await runtime.invoke(event, requestId);
      const timestamp = now();
      const lines = invocation.log.map(({ text }) => text);
      if (!invocation.ok) lines.push(runtimeLine(invocation.requestId, invocation.error, timestamp));
      logs.append(
        stream,
        lines.map((message) => ({ timestamp, message })),
      );
      return invocation;
    },
  };
}

/** What Lambda writes of an error that the function did not catch, in its JSON format. */
const runtimeLine = (
  requestId: string,
  { errorType, errorMessage }: { readonly errorType: string; readonly errorMessage: string },
  at: number,
): string =>
  JSON.stringify({
    timestamp: new Date(at).toISOString(),
    level: 'ERROR',
    requestId,
    message: { errorType, errorMessage },
  });
