import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import { type Evidence, NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import { readKnowledge } from '../../functions/knowledge/read-knowledge.ts';
import { messageAttributes } from '../../functions/report/attributes.ts';
import { renderChat } from '../../functions/report/chat.ts';
import { composePostMortem } from '../../functions/report/compose-post-mortem.ts';
import { renderJson } from '../../functions/report/json.ts';
import { renderMail } from '../../functions/report/mail.ts';
import { renderMarkdown } from '../../functions/report/markdown.ts';
import { aStoppedTask } from '../support/builders.ts';

const URL = 'https://wiki.example.com/ledger?view=full&step=1';
const FULL = {
  id: 'orders-ledger-drift',
  pattern: 'ledger drift of (?<amount>\\d+)',
  label: 'ledger drift',
  explanation: 'The bank and the ledger disagree.',
  change: 'Reconcile the ledger, then start the service again.',
  runbook: URL,
  owner: 'team-ledger',
};

const evidence: Evidence = {
  ...NO_EVIDENCE,
  logs: [
    { container: 'app', tail: { kind: 'lines', lines: [{ text: 'ERROR ledger drift of 1742' }], truncated: false } },
  ],
};

const reportOf = (signature: object) => {
  const knowledge = readKnowledge(JSON.stringify({ signatures: [signature] }), 'knowledge.json');
  const task = aStoppedTask();
  return composePostMortem({ task, evidence, diagnosis: diagnose(task, evidence, { knowledge }) });
};

describe("a report in the team's words", () => {
  it('has the label as its title, who knows it, and the runbook as the first link', () => {
    const { title, headline, explanation, fixes, links, signature, runbook } = reportOf(FULL);
    expect({ title, headline, explanation, signature, runbook }).toEqual({
      title: 'ledger drift',
      headline: 'Container app: ledger drift (known to team-ledger).',
      explanation: 'The bank and the ledger disagree.',
      signature: 'orders-ledger-drift',
      runbook: { url: URL, owner: 'team-ledger' },
    });
    expect(fixes).toEqual([{ text: 'Reconcile the ledger, then start the service again.' }]);
    expect(links[0]).toEqual({ label: 'Runbook', url: URL, note: 'team-ledger' });
  });

  it('names the thing at fault', () => {
    expect(reportOf({ ...FULL, subject: { type: 'resource', group: 'amount' } }).headline).toBe(
      'Container app: ledger drift, 1742 (known to team-ledger).',
    );
  });

  it('adds to the advice on a cause of the catalogue, with what to change of the team first', () => {
    const { label: _, explanation: __, ...own } = FULL;
    const report = reportOf({ ...own, cause: 'invalid-configuration' });
    expect(report.title).toBe('configuration invalid');
    expect(report.explanation).toMatch(/\. Known to team-ledger\.$/);
    expect(report.fixes[0]?.text).toBe(FULL.change);
    expect(report.fixes.length).toBeGreaterThan(1);
    expect(report.checks.length).toBeGreaterThan(0);
  });

  it('says nothing of a cause that is not understood', () => {
    const { id, pattern, label } = FULL;
    const report = reportOf({ id, pattern, label });
    expect([report.fixes, report.checks, report.runbook]).toEqual([[], [], null]);
    expect(report.explanation).toBe("The team's signature orders-ledger-drift matches; it gives no explanation.");
    expect(renderMail(report).body).not.toMatch(/Unexplained|nothing that could be read/);
  });

  it('reads the same in mail, chat, Markdown and JSON', () => {
    const report = reportOf(FULL);
    const { subject, body } = renderMail(report);
    expect(subject).toBe('orders: ledger drift (prod)');
    expect(body).toMatch(/^WHAT TO CHANGE\n1\. Reconcile the ledger/m);
    expect(body).toContain(`LINKS\nRunbook: team-ledger\n${URL}\n`);
    const chat = JSON.parse(renderChat(report));
    expect(chat.content.title).toContain('orders: ledger drift (prod)');
    expect(chat.content.description).toContain('Runbook: team-ledger\nhttps://wiki.example.com/ledger?view=full&amp;');
    expect(chat.content.nextSteps[0]).toBe(FULL.change);
    expect(renderMarkdown(report)).toContain(`## Links\n\n- Runbook: team-ledger  \n  <${URL}>\n`);
    expect(JSON.parse(renderJson(report))).toMatchObject({
      cause: 'application-exit',
      signature: 'orders-ledger-drift',
      runbook: { url: URL, owner: 'team-ledger' },
    });
  });

  it('keeps the cause as the attribute that filters read', () => {
    expect(messageAttributes(reportOf(FULL))['cause']).toBe('application-exit');
  });

  it('is redacted like all other text', () => {
    const secret = 'postgres://ledger:hunter2-hunter2@db.internal/ledger';
    const report = reportOf({
      ...FULL,
      label: 'drift AKIAIOSFODNN7EXAMPLQ',
      explanation: `Stored in ${secret}.`,
      change: `Connect to ${secret}.`,
    });
    for (const text of [renderMail(report).body, renderChat(report), renderMarkdown(report), renderJson(report)]) {
      expect(text).not.toMatch(/hunter2|AKIAIOSFODNN7EXAMPLQ/);
    }
  });
});

describe('knowledge that could not be read', () => {
  it('is told as not seen', () => {
    const task = aStoppedTask();
    const unreadable = "The team's own knowledge could not be read.";
    const diagnosis = diagnose(task, evidence, { knowledge: { signatures: [], runbooks: {}, unreadable } });
    expect(renderMail(composePostMortem({ task, evidence, diagnosis })).body).toMatch(
      /^NOT SEEN\n- The team's own knowledge could not be read\./m,
    );
  });
});
