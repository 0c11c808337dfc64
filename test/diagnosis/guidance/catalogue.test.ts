import { describe, expect, it } from '@jest/globals';
import { CAUSE_IDS, type CauseId } from '../../../functions/diagnosis/causes.ts';
import { GUIDANCE } from '../../../functions/diagnosis/guidance/catalogue.ts';
import { inDialect } from '../../../functions/diagnosis/guidance/dialects/in-dialect.ts';
import type { GuidanceFacts } from '../../../functions/diagnosis/guidance/guidance.ts';
import { matrixOfFacts } from './matrix-of-facts.ts';

const HOLES = /undefined|\[object|NaN|\bnull\b| {2}|\( ?\)|,\s*,| [,:;]| \.(?: |$)/;
const MARKDOWN = /\*\*|`|^#|\]\(/;
const HARMFUL =
  /get-secret-value|get-parameters?\b|AdministratorAccess|chmod (?:-R )?777|CidrIp|authorize-security-group|privileged|delete-|--force(?: |$)/;

const isJson = (command: string): boolean => command.startsWith('{') || command.startsWith('[');

function told(cause: CauseId, facts: GuidanceFacts) {
  const { headline, explanation, check, change } = GUIDANCE[cause];
  const steps = [...check(facts), ...change(facts)].map((step) => inDialect(step, facts));
  return {
    headline: headline(facts),
    explanation: explanation(facts),
    check: check(facts),
    change: change(facts),
    texts: [headline(facts), explanation(facts), ...steps.map(({ text }) => text)],
    commands: steps.flatMap(({ command }) => (command === undefined ? [] : [command])),
  };
}

/** What is wrong with the prose of one cause for one set of facts. */
function faults(cause: CauseId, facts: GuidanceFacts): readonly string[] {
  const { headline, explanation, check, change, texts, commands } = told(cause, facts);
  const found: string[] = [];
  const demand = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  demand(headline.length <= 200, `headline of ${headline.length} characters: ${headline}`);
  demand(headline.endsWith('.') && !/[.!?] [A-Z]/.test(headline), `headline is not one sentence: ${headline}`);
  demand(explanation.length <= 500, `explanation of ${explanation.length} characters: ${explanation}`);
  demand(check.length >= 1 && check.length <= 3, `${check.length} checks`);
  demand(change.length >= 1 && change.length <= 3, `${change.length} changes`);
  for (const text of texts) {
    demand(/^\S[^\n]*\S$/.test(text) && text.endsWith('.') && !HOLES.test(text), `text with a hole: ${text}`);
    demand(!/!(?![/=])/.test(text) && !MARKDOWN.test(text), `text with markup: ${text}`);
    demand(!HARMFUL.test(text), `harmful text: ${text}`);
  }
  for (const command of commands) {
    demand(command.trim() === command && command !== '', 'empty command');
    demand(!/undefined|\[object|NaN/.test(command) && !HARMFUL.test(command), `bad command: ${command}`);
    if (isJson(command)) demand(parses(command), `JSON does not parse: ${command}`);
    else demand(!/\p{Cc}/u.test(command), `command of several lines: ${command}`);
    if (command.startsWith('aws ')) demand(command.includes(` --region ${regionIn(command)}`), `no Region: ${command}`);
  }
  return found;
}

const regionIn = (command: string): string => / --region ([a-z]+(?:-[a-z]+)+-\d)(?: |$)/.exec(command)?.[1] ?? '?';

function parses(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

describe('GUIDANCE', () => {
  it('has titles that fit a mail subject, each its own', () => {
    const titles = CAUSE_IDS.map((id) => GUIDANCE[id].title);
    expect(new Set(titles).size).toBe(CAUSE_IDS.length);
    for (const title of titles) expect(title).toMatch(/^[\x20-\x7e]{4,40}$/);
    for (const title of titles) expect(title).not.toMatch(/[.:!]$|^(?:the|a) /i);
  });

  it.each(CAUSE_IDS)('tells %s without a hole, whatever is known', (cause) => {
    const found = new Set<string>();
    for (const [name, facts] of matrixOfFacts(cause)) {
      for (const fault of faults(cause, facts)) if (found.size < 5) found.add(`${name}: ${fault}`);
    }
    expect([...found]).toEqual([]);
  });

  it.each(CAUSE_IDS)('says nothing of %s from another partition than the task is in', (cause) => {
    for (const [name, facts] of matrixOfFacts(cause)) {
      if (facts.definition !== undefined || facts.diagnosis.subject !== undefined) continue;
      const arns =
        told(cause, facts)
          .commands.join('\n')
          .match(/arn:[\w-]+/g) ?? [];
      expect([name, new Set(arns)]).toEqual([name, new Set(arns.length === 0 ? [] : [`arn:${facts.task.partition}`])]);
    }
  });
});
