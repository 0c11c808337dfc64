import { describe, expect, it } from '@jest/globals';
import { CAUSE_IDS, CAUSES } from '../../functions/diagnosis/causes.ts';
import type { Evidence } from '../../functions/diagnosis/evidence.ts';
import { NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import { GUIDANCE } from '../../functions/diagnosis/guidance/catalogue.ts';
import { DIALECTS } from '../../functions/diagnosis/guidance/edit.ts';
import { composePostMortem } from '../../functions/report/compose-post-mortem.ts';
import { renderMail } from '../../functions/report/mail.ts';
import {
  aContainerDefinition,
  aDiagnosis,
  aStoppedContainer,
  aStoppedTask,
  aTaskDefinition,
} from '../support/builders.ts';

const EVIDENCE: Evidence = { definition: { kind: 'definition', definition: aTaskDefinition() }, logs: [] };

describe('composePostMortem', () => {
  it('carries over what the diagnosis found', () => {
    const diagnosis = aDiagnosis({
      subject: { type: 'endpoint', value: 'orders-db.internal:5432' },
      remarks: ['remark'],
      missing: ['missing'],
    });
    expect(composePostMortem({ task: aStoppedTask(), evidence: EVIDENCE, diagnosis })).toMatchObject({
      schema: 'ecs-postmortem/1',
      kind: 'stopped',
      cause: 'application-exit',
      domain: 'application',
      severity: 'critical',
      confidence: 'high',
      container: 'app',
      subject: { type: 'endpoint', value: 'orders-db.internal:5432' },
      evidence: diagnosis.evidence,
      remarks: ['remark'],
      missing: ['missing'],
      notify: 'alert',
      because: 'an essential container ended with code 1',
    });
  });

  it('gives the task the facts that readers ask for', () => {
    const { task } = composePostMortem({ task: aStoppedTask(), evidence: EVIDENCE, diagnosis: aDiagnosis() });
    expect(task).toMatchObject({ service: 'orders', revision: 7, launchType: 'FARGATE', ranForMs: 40_000 });
    expect(task.containers).toEqual([
      { name: 'app', image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v42', exitCode: 1 },
    ]);
  });

  it('gives no running time to a task that never ran', () => {
    const task = aStoppedTask({ times: { createdAt: 1, stoppedAt: 2 } });
    expect(composePostMortem({ task, evidence: NO_EVIDENCE, diagnosis: aDiagnosis() }).task).not.toHaveProperty(
      'ranForMs',
    );
  });

  it('leaves null what no container or thing is to blame for', () => {
    const { container: _, ...diagnosis } = aDiagnosis();
    expect(composePostMortem({ task: aStoppedTask(), evidence: NO_EVIDENCE, diagnosis })).toMatchObject({
      container: null,
      subject: null,
      secondary: null,
    });
  });

  it('names the second cause', () => {
    const diagnosis = aDiagnosis({ secondary: { cause: 'heap-exhausted', text: 'Java heap space' } });
    expect(composePostMortem({ task: aStoppedTask(), evidence: EVIDENCE, diagnosis }).secondary).toEqual({
      cause: 'heap-exhausted',
      title: GUIDANCE['heap-exhausted'].title,
      text: 'Java heap space',
    });
  });

  it('informs only, where the stop was quiet', () => {
    const diagnosis = aDiagnosis({ attention: { notify: 'quiet', because: 'asked for' } });
    expect(composePostMortem({ task: aStoppedTask(), evidence: EVIDENCE, diagnosis }).severity).toBe('info');
  });

  it('leads from each change to the console page where it is made', () => {
    const role = composePostMortem({
      task: aStoppedTask(),
      evidence: EVIDENCE,
      diagnosis: aDiagnosis({ cause: 'secret-access-denied' }),
    });
    expect(role.fixes[0]?.link).toMatchObject({
      label: 'Role',
      url: expect.stringContaining('/iam/home#/roles/details/'),
    });
    expect(role.links).toContainEqual(role.fixes[0]?.link);
    const memory = composePostMortem({
      task: aStoppedTask(),
      evidence: EVIDENCE,
      diagnosis: aDiagnosis({ cause: 'out-of-memory' }),
    });
    expect(memory.fixes[0]?.link).toMatchObject({ label: 'Task definition', note: 'orders:7' });
    const { body } = renderMail(memory);
    const url = memory.fixes[0]?.link?.url ?? 'none';
    expect(body.split(url)).toHaveLength(2);
  });

  it.each(DIALECTS)('shows in the dialect %s the name of a secret, which is none itself', (dialect) => {
    const secrets = [
      { name: 'DB_PASSWORD', valueFrom: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1b2c3' },
    ];
    const definition = aTaskDefinition({ containers: [aContainerDefinition({ secrets })] });
    const { body } = renderMail(
      composePostMortem({
        task: aStoppedTask(),
        evidence: { definition: { kind: 'definition', definition }, logs: [] },
        diagnosis: aDiagnosis({ cause: 'secret-not-found' }),
        dialect,
      }),
    );
    const change = body.slice(body.indexOf('WHAT TO CHANGE'), body.indexOf('WHAT TO CHECK'));
    expect(change).toContain('DB_PASSWORD');
    expect(change).toContain('secret:prod/db-a1b2c3');
  });

  it.each(CAUSE_IDS)('gives for %s a command line that shows or changes something', (cause) => {
    const { checks, fixes } = composePostMortem({
      task: aStoppedTask(),
      evidence: EVIDENCE,
      diagnosis: aDiagnosis({ cause }),
    });
    expect([...checks, ...fixes].some(({ command }) => /^(?:aws|docker) /.test(command ?? ''))).toBe(true);
  });

  it.each(CAUSE_IDS)('makes a mail of %s, with and without evidence', (cause) => {
    const task = aStoppedTask({ containers: [aStoppedContainer()] });
    const definition = aTaskDefinition({ containers: [aContainerDefinition()] });
    for (const evidence of [NO_EVIDENCE, { definition: { kind: 'definition', definition }, logs: [] } as const]) {
      const pm = composePostMortem({ task, evidence, diagnosis: aDiagnosis({ cause }) });
      expect(pm.domain).toBe(CAUSES[cause].domain);
      const { subject, body } = renderMail(pm);
      expect(subject).toBe(`orders: ${GUIDANCE[cause].title} (prod)`);
      expect(body.split('\n').length).toBeGreaterThan(10);
      expect(body).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});
