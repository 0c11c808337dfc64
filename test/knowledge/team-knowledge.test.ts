import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import { type Evidence, NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import { matchesName } from '../../functions/diagnosis/team-knowledge/matches-name.ts';
import type { StoppedTask } from '../../functions/event/stopped-task.ts';
import { readKnowledge } from '../../functions/knowledge/read-knowledge.ts';
import { aStoppedContainer, aStoppedTask } from '../support/builders.ts';

const LEDGER = { id: 'orders-ledger-drift', pattern: 'ledger drift of (?<amount>\\d+)', label: 'ledger drift' };

const knowing = (signatures: readonly object[], runbooks: object = {}) =>
  readKnowledge(JSON.stringify({ signatures, runbooks }), 'knowledge.json');

const withLog = (...lines: string[]): Evidence => ({
  ...NO_EVIDENCE,
  logs: [{ container: 'app', tail: { kind: 'lines', lines: lines.map((text) => ({ text })), truncated: false } }],
});

const exitedWith = (exitCode: number): StoppedTask => aStoppedTask({ containers: [aStoppedContainer({ exitCode })] });

const ask = (lines: readonly string[], signatures: readonly object[] = [LEDGER], task = exitedWith(1)) =>
  diagnose(task, withLog(...lines), { knowledge: knowing(signatures) });

const REFUSED = 'Error: connect ECONNREFUSED 10.0.4.17:5432';

describe("the team's signatures and the log", () => {
  it('explain a line that no built-in signature knows', () => {
    const diagnosis = ask(['booting', 'ERROR ledger drift of 1742, giving up']);
    expect(diagnosis).toMatchObject({
      cause: 'application-exit',
      confidence: 'certain',
      rule: 'team:orders-ledger-drift',
      container: 'app',
      decisiveLine: 1,
      known: { id: 'orders-ledger-drift', label: 'ledger drift' },
      attention: { notify: 'alert' },
    });
    expect(diagnosis.evidence[0]).toMatchObject({ source: 'log', decisive: true, container: 'app' });
    expect(diagnosis.excerpts[0]?.lines.filter(({ decisive }) => decisive)).toHaveLength(1);
  });

  it('come before the built-in ones, which stay as the second cause', () => {
    const lines = ['ERROR ledger drift of 1742, giving up', REFUSED];
    expect(diagnose(exitedWith(1), withLog(...lines)).cause).toBe('connection-refused');
    expect(ask(lines)).toMatchObject({
      rule: 'team:orders-ledger-drift',
      secondary: { cause: 'connection-refused', text: REFUSED },
    });
  });

  it('override the built-in one on the very same line, without telling both', () => {
    const own = { id: 'orders-db', pattern: 'ECONNREFUSED 10\\.0\\.4\\.17', label: 'ledger database stopped' };
    const diagnosis = ask([REFUSED], [own]);
    expect(diagnosis.rule).toBe('team:orders-db');
    expect(diagnosis.secondary).toBeUndefined();
  });

  it('name a cause of the catalogue and the thing at fault', () => {
    const own = { ...LEDGER, cause: 'invalid-configuration', subject: { type: 'resource', group: 'amount' } };
    expect(ask(['ledger drift of 1742'], [own])).toMatchObject({
      cause: 'invalid-configuration',
      subject: { type: 'resource', value: '1742' },
    });
  });

  it('are tried in the order of the file on each line', () => {
    const wider = { id: 'wider', pattern: 'ledger', label: 'ledger' };
    expect(ask(['ledger drift of 1'], [LEDGER, wider]).rule).toBe('team:orders-ledger-drift');
    expect(ask(['ledger drift of 1'], [wider, LEDGER]).rule).toBe('team:wider');
  });

  it('take the newest of equal matches, and a fatal one before a newer warning', () => {
    expect(ask(['ERROR ledger drift of 1', 'ERROR ledger drift of 2']).decisiveLine).toBe(1);
    expect(ask(['FATAL ledger drift of 1', 'WARN ledger drift of 2']).decisiveLine).toBe(0);
  });

  it('see the message of a structured entry and the line as it was printed', () => {
    const line = '{"level":"error","tenant":"acme","msg":"ledger drift of 1742"}';
    expect(ask([line]).rule).toBe('team:orders-ledger-drift');
    expect(ask([line], [{ ...LEDGER, pattern: '"tenant":"acme"' }]).rule).toBe('team:orders-ledger-drift');
  });

  it.each([
    ['a warning that a later start made harmless', ['WARN ledger drift of 1', 'listening on port 8080']],
    ['an error that a later start made harmless', ['ERROR ledger drift of 1', 'listening on port 8080', REFUSED]],
    ['a fatal line that a later start made harmless', ['FATAL ledger drift of 1', 'listening on port 8080', REFUSED]],
    [
      'an error after which a lot of work was done',
      ['ERROR ledger drift of 1', ...Array.from({ length: 9 }, (_, id) => `INFO order ${id} settled`), REFUSED],
    ],
  ])('leave out %s', (_, lines) => {
    expect(ask(lines).rule).not.toMatch(/^team:/);
  });

  it('keep an error where a start came later and nothing else failed', () => {
    expect(ask(['ERROR ledger drift of 1', 'listening on port 8080']).rule).toBe('team:orders-ledger-drift');
  });

  it('go on to a lesser match where the graver one was got over', () => {
    const lines = ['ERROR ledger drift of 1', 'listening on port 8080', 'WARN ledger drift of 2', REFUSED];
    expect(ask(lines)).toMatchObject({ rule: 'team:orders-ledger-drift', decisiveLine: 2 });
  });

  it.each([
    ['listening on port 8080', 'ERROR batch 7 ended badly'],
    ['INFO closing', ...Array.from({ length: 9 }, (_, id) => `INFO worker ${id} closed`), 'exited with 1'],
  ])('keep an error before last words that explain nothing: %s', (...lines) => {
    expect(ask(['ERROR ledger drift of 1', ...lines]).rule).toBe('team:orders-ledger-drift');
  });

  it('keep a fatal line before the noise of the end', () => {
    const noise = Array.from({ length: 9 }, (_, id) => `INFO worker ${id} closed`);
    expect(ask(['FATAL ledger drift of 1', ...noise, REFUSED]).rule).toBe('team:orders-ledger-drift');
  });

  it('read a log that was copied newest line first', () => {
    const lines = [
      `2026-11-24 09:00:03 ${REFUSED}`,
      '2026-11-24 09:00:02 listening on port 8080',
      '2026-11-24 09:00:01 ERROR ledger drift of 1',
    ];
    expect(ask(lines).rule).not.toMatch(/^team:/);
    expect(ask(lines.toReversed()).rule).not.toMatch(/^team:/);
    expect(ask(lines.slice(1)).rule).toBe('team:orders-ledger-drift');
  });

  it('see through a collector that calls every line information', () => {
    const wrap = (log: string) => JSON.stringify({ level: 'info', log });
    const lines = ['listening on port 8080', 'ERROR ledger drift of 1', 'INFO closing', 'connection established'].map(
      wrap,
    );
    expect(ask(lines).rule).toBe('team:orders-ledger-drift');
  });

  it('explain a container that left no exit code', () => {
    const { exitCode: _, ...container } = aStoppedContainer();
    expect(ask(['ledger drift of 1'], [LEDGER], aStoppedTask({ containers: [container] })).rule).toBe(
      'team:orders-ledger-drift',
    );
  });

  it('are not tried on what ECS says', () => {
    expect(ask(['nothing of note'], [{ ...LEDGER, pattern: 'Essential container' }]).rule).not.toMatch(/^team:/);
  });

  it('judge only the container to blame', () => {
    const task = aStoppedTask({
      containers: [aStoppedContainer(), aStoppedContainer({ name: 'worker', exitCode: 143 })],
    });
    const evidence: Evidence = {
      ...NO_EVIDENCE,
      logs: [
        { container: 'worker', tail: { kind: 'lines', lines: [{ text: 'ledger drift of 1' }], truncated: false } },
      ],
    };
    expect(diagnose(task, evidence, { knowledge: knowing([LEDGER]) }).rule).not.toMatch(/^team:/);
  });

  it('answer only for the services that they name', () => {
    const lines = ['ledger drift of 1'];
    const of = (...services: string[]) => ask(lines, [{ ...LEDGER, services }]).rule;
    expect(of('orders')).toBe('team:orders-ledger-drift');
    expect(of('billing', 'ord*')).toBe('team:orders-ledger-drift');
    expect(of('billing')).not.toMatch(/^team:/);
    const { service: _, ...rest } = aStoppedTask({ group: 'family:nightly', family: 'nightly' });
    expect(ask(lines, [{ ...LEDGER, services: ['nightly'] }], rest).rule).toBe('team:orders-ledger-drift');
  });
});

describe("the team's signatures and ECS", () => {
  const killed = aStoppedTask({
    containers: [
      aStoppedContainer({ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }),
    ],
  });

  it('leave a specific reason of ECS as it is, and tell what the log shows beside it', () => {
    const own = { ...LEDGER, owner: 'team-ledger', runbook: 'https://wiki.example.com/ledger' };
    const diagnosis = ask(['FATAL ledger drift of 1742'], [own], killed);
    expect(diagnosis.cause).toBe('out-of-memory');
    expect(diagnosis.known).toBeUndefined();
    expect(diagnosis.remarks).toContain(
      'The log of app shows ledger drift (known to team-ledger). Runbook: https://wiki.example.com/ledger',
    );
  });

  it('override a reason of ECS where they are made for reasons', () => {
    const own = {
      id: 'oom',
      pattern: '^OutOfMemoryError',
      applies: 'reason',
      cause: 'out-of-memory',
      label: 'known leak',
    };
    expect(ask([], [own], killed)).toMatchObject({
      cause: 'out-of-memory',
      rule: 'team:oom',
      container: 'app',
      known: { label: 'known leak' },
      evidence: [{ source: 'container-reason', decisive: true }, {}, {}],
    });
    expect(ask(['OutOfMemoryError'], [own]).rule).not.toBe('team:oom');
  });

  it('prefer the log to a reason that says little', () => {
    const any = { id: 'any', pattern: '^Essential container', applies: 'reason', label: 'some failure' };
    expect(ask(['ledger drift of 1'], [any, LEDGER]).rule).toBe('team:orders-ledger-drift');
    expect(ask(['nothing of note'], [any, LEDGER]).rule).toBe('team:any');
  });

  it.each([
    [
      'a stop that was asked for',
      aStoppedTask({
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)',
        containers: [aStoppedContainer({ exitCode: 1 })],
      }),
    ],
    [
      'a one-off task that ended with 0',
      (({ service: _, ...rest }) => rest)(
        aStoppedTask({ group: 'family:job', containers: [aStoppedContainer({ exitCode: 0 })] }),
      ),
    ],
  ])('keep %s quiet', (_, task) => {
    const own = [LEDGER, { id: 'scaling', pattern: 'Scaling activity', applies: 'reason', label: 'scaling' }];
    const diagnosis = ask(['ledger drift of 1'], own, task);
    expect(diagnosis.attention.notify).toBe('quiet');
    expect(diagnosis.known).toBeUndefined();
  });
});

describe('runbooks', () => {
  it('belong to causes', () => {
    const knowledge = knowing([], { 'connection-refused': 'https://wiki.example.com/refused' });
    expect(diagnose(exitedWith(1), withLog(REFUSED), { knowledge }).runbook).toEqual({
      url: 'https://wiki.example.com/refused',
    });
    expect(diagnose(exitedWith(1), withLog('port 8080: EADDRINUSE'), { knowledge }).runbook).toBeUndefined();
  });

  it('of a signature come before that of its cause', () => {
    const causes = { 'invalid-configuration': 'https://wiki.example.com/configuration' };
    const own = { ...LEDGER, cause: 'invalid-configuration', owner: 'team-ledger' };
    const runbookWith = (changes: object) =>
      diagnose(exitedWith(1), withLog('ledger drift of 1'), { knowledge: knowing([{ ...own, ...changes }], causes) })
        .runbook;
    expect(runbookWith({ runbook: 'https://wiki.example.com/ledger' })).toEqual({
      url: 'https://wiki.example.com/ledger',
      owner: 'team-ledger',
    });
    expect(runbookWith({})).toEqual({ url: 'https://wiki.example.com/configuration', owner: 'team-ledger' });
  });
});

describe('matchesName', () => {
  it.each<[string, string, boolean]>([
    ['orders', 'orders', true],
    ['orders', 'orders-api', false],
    ['orders*', 'orders-api', true],
    ['*-api', 'orders-api', true],
    ['o*s-*i', 'orders-api', true],
    ['*', '', true],
    ['a*a', 'a', false],
    ['*ab*ab', 'xab', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matchesName(pattern, name)).toBe(expected);
  });
});
