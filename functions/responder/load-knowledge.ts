import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Knowledge, NO_KNOWLEDGE } from '../diagnosis/team-knowledge/knowledge.ts';
import { readKnowledge } from '../knowledge/read-knowledge.ts';
import { redact } from '../report/redact/redact.ts';

/**
 * Reads the team's knowledge from the function's code; absent where the team gave none. Never throws: a file that cannot be
 * read costs the team's words, not the alert, and is told in it.
 *
 * @param folder - where the function's code lies.
 * @param log - takes one line that says what is wrong.
 */
export function loadKnowledge(file: string | undefined, folder: string, log: (line: string) => void): Knowledge {
  if (file === undefined) return NO_KNOWLEDGE;
  try {
    return readKnowledge(readFileSync(resolve(folder, file), 'utf8'), basename(file));
  } catch (error) {
    const message = redact(error instanceof Error ? error.message : String(error));
    log(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level: 'ERROR',
        outcome: 'knowledge-unreadable',
        error: { name: error instanceof Error ? error.name : 'Error', message },
      }),
    );
    const [first = ''] = message.split('\n');
    return {
      ...NO_KNOWLEDGE,
      unreadable: `The team's own knowledge could not be read, so no signature of the team was tried: ${first.replace(/\.$/, '')}. Mend the file and deploy again.`,
    };
  }
}
