import { describe, expect, it } from '@jest/globals';
import { CAUSE_IDS, CAUSES } from '../../functions/diagnosis/causes.ts';
import type { Evidence } from '../../functions/diagnosis/evidence.ts';
import { NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import { GUIDANCE } from '../../functions/diagnosis/guidance/catalogue.ts';
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
