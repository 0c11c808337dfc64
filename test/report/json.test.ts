import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Length } from '../../functions/report/cut-text.ts';
import { fitPostMortem, renderJson } from '../../functions/report/json.ts';
import type { PostMortem } from '../../functions/report/post-mortem.ts';
import { aPostMortem } from './a-post-mortem.ts';
import { anyPostMortem, hugePostMortem } from './any-post-mortem.ts';

describe('renderJson', () => {
  it('is the post-mortem as it stands, on one line', () => {
    const json = renderJson(aPostMortem());
    expect(JSON.parse(json)).toEqual(aPostMortem());
    expect(json).not.toContain('\n');
  });

  it('has the fields that machines rely on, whatever is in them', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        const json = JSON.parse(renderJson(pm)) as PostMortem;
        expect(json).toMatchObject({
          schema: 'ecs-postmortem/1',
          kind: 'stopped',
          cause: pm.cause,
          domain: pm.domain,
          severity: pm.severity,
          confidence: pm.confidence,
          headline: expect.any(String),
          task: { taskArn: pm.task.taskArn },
          container: expect.any(String),
          subject: { type: 'resource' },
          evidence: [{ source: 'log', decisive: true }, { source: 'container-reason' }],
          fixes: expect.any(Array),
          links: expect.any(Array),
          timeline: expect.any(Array),
        });
      }),
    );
  });

  it.each(['x', '日', '🔥', '"', '\\'])('fits an event with a mebibyte of %j, the decisive line kept', (character) => {
    const json = renderJson(hugePostMortem(character));
    expect(utf8Length(json)).toBeLessThanOrEqual(200_000);
    const { evidence, excerpts } = JSON.parse(json) as PostMortem;
    expect(evidence[0]?.text).toMatch(/^FATAL/);
    expect(excerpts[0]?.lines.find(({ decisive }) => decisive)?.text).toMatch(/^FATAL/);
  });
});

describe('fitPostMortem', () => {
  it('cuts as little as it must', () => {
    const small = fitPostMortem(hugePostMortem('x'), 20_000);
    const large = fitPostMortem(hugePostMortem('x'), 150_000);
    expect(utf8Length(JSON.stringify(small))).toBeLessThanOrEqual(20_000);
    expect(utf8Length(JSON.stringify(large))).toBeGreaterThan(20_000);
  });
});
