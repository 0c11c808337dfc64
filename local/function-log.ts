import { type JsonObject, parseJsonObject } from './json.ts';

/** One line a function printed. */
export interface FunctionLogLine {
  readonly text: string;
  /** The line's fields, where it is a JSON object. */
  readonly fields?: JsonObject;
}

const END = '\u0000end ';

/** Splits a function's output into lines and hands them out per invocation. */
export interface FunctionLog {
  /** Makes a writer for one output stream; its chunks may end anywhere. */
  writer(): (chunk: string) => void;
  /** Settles with the lines printed since the last call once the invocation's end mark has come. */
  linesOf(requestId: string): Promise<readonly FunctionLogLine[]>;
  /** Settles every waiting reader with what there is: the function is gone. */
  end(): void;
}

/** Makes an empty log. */
export function makeFunctionLog(): FunctionLog {
  const unfinished: (() => void)[] = [];
  let lines: FunctionLogLine[] = [];
  let ended = false;
  const complete = new Map<string, readonly FunctionLogLine[]>();
  const waiting = new Map<string, (lines: readonly FunctionLogLine[]) => void>();

  const takeAll = (): readonly FunctionLogLine[] => {
    const taken = lines;
    lines = [];
    return taken;
  };
  const finish = (requestId: string): void => {
    const taken = takeAll();
    const waiter = waiting.get(requestId);
    waiting.delete(requestId);
    if (waiter === undefined) complete.set(requestId, taken);
    else waiter(taken);
  };
  const add = (text: string): void => {
    if (text.startsWith(END)) finish(text.slice(END.length));
    else if (text !== '') {
      const fields = parseJsonObject(text);
      lines.push(fields === undefined ? { text } : { text, fields });
    }
  };

  return {
    writer() {
      let rest = '';
      unfinished.push(() => add(rest));
      return (chunk) => {
        const parts = (rest + chunk).split('\n');
        rest = parts.pop() ?? '';
        for (const part of parts) add(part);
      };
    },
    linesOf(requestId) {
      const ready = complete.get(requestId);
      complete.delete(requestId);
      if (ready !== undefined) return Promise.resolve(ready);
      if (ended) return Promise.resolve(takeAll());
      return new Promise((resolve) => waiting.set(requestId, resolve));
    },
    end() {
      ended = true;
      for (const addRest of unfinished) addRest();
      for (const requestId of [...waiting.keys()]) finish(requestId);
    },
  };
}
