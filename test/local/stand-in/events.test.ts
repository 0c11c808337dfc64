import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';

let standIn: StandIn;

beforeEach(async () => {
  standIn = await startStandIn();
});
afterEach(() => standIn.close());

const ENTRY = { Source: 'shop', DetailType: 'Sold', Detail: '{"cup":1}' };

/** Puts entries as the SDK does; the stand-in judges a signature's scope, not its hash. */
async function putEvents(entries: readonly object[], service = 'events') {
  const response = await fetch(standIn.endpoints.events, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      'x-amz-date': '20261124T031500Z',
      'x-amz-target': 'AWSEvents.PutEvents',
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify({ Entries: entries }),
  });
  return { status: response.status, answer: await response.json() };
}

describe('PutEvents', () => {
  it('takes an event and keeps it', async () => {
    expect(await putEvents([ENTRY])).toEqual({
      status: 200,
      answer: { FailedEntryCount: 0, Entries: [{ EventId: standIn.events.put[0]?.id }] },
    });
    expect(standIn.events.put).toEqual([
      expect.objectContaining({ source: 'shop', detailType: 'Sold', detail: { cup: 1 }, resources: [] }),
    ]);
  });

  it.each([
    ['no source', { Source: '' }, 'InvalidArgument'],
    ['the source of a service', { Source: 'aws.ecs' }, 'NotAuthorizedForSourceException'],
    ['no detail type', { DetailType: '' }, 'InvalidArgument'],
    ['a detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
  ])('refuses an entry with %s alone, and takes the others', async (_what, change, code) => {
    const { status, answer } = await putEvents([{ ...ENTRY, ...change }, ENTRY]);
    expect([status, answer.FailedEntryCount, answer.Entries[0].ErrorCode]).toEqual([200, 1, code]);
    expect(standIn.events.put).toHaveLength(1);
  });

  it.each([
    ['no entry', []],
    ['eleven entries', Array.from({ length: 11 }, () => ENTRY)],
    ['more than 256 KiB', [{ ...ENTRY, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) }]],
  ])('refuses a call with %s', async (_what, entries) => {
    const { status, answer } = await putEvents(entries);
    expect([status, answer.__type]).toEqual([400, 'ValidationException']);
    expect(standIn.events.put).toEqual([]);
  });

  it('refuses what is signed for another service', async () => {
    expect((await putEvents([ENTRY], 'sns')).answer.__type).toBe('InvalidSignatureException');
  });
});
