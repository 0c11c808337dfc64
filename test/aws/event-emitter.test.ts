import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventEmitter } from '../../functions/aws/event-emitter.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';

const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0';
let standIn: StandIn;

beforeEach(async () => {
  standIn = await startStandIn();
});
afterEach(() => standIn.close());

const emit = (detail = '{"cause":"out-of-memory","text":"schön"}', signal = AbortSignal.timeout(20_000)) => {
  const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret', sessionToken: 'token' };
  const sns = new SNSClient({ region: standIn.region, credentials });
  return eventEmitter(sns, standIn.endpoints.events).emit({ detail, resources: [TASK] }, signal);
};
const attempts = () => standIn.calls.length;

describe('a diagnosis on the event bus', () => {
  it('arrives, signed for EventBridge, under the names that rules match', async () => {
    await emit();
    expect(standIn.events.put).toEqual([
      expect.objectContaining({
        source: 'ecs-postmortem',
        detailType: 'ECS Task Post-mortem',
        detail: { cause: 'out-of-memory', text: 'schön' },
        resources: [TASK],
        region: 'eu-west-1',
      }),
    ]);
    expect(standIn.calls).toEqual([
      expect.objectContaining({ service: 'events', operation: 'PutEvents', outcome: 'ok' }),
    ]);
  });

  it.each(['throttled', 'server-error', 'connection-reset'] as const)(
    'is tried a second time after %s',
    async (kind) => {
      standIn.faults.inject('events', 'PutEvents', { kind }, { times: 1 });
      await emit();
      expect(standIn.events.put).toHaveLength(1);
      expect(attempts()).toBe(2);
    },
  );

  it('rejects with what EventBridge says, and is not tried again where that changes nothing', async () => {
    standIn.faults.inject('events', 'PutEvents', { kind: 'access-denied' });
    await expect(emit()).rejects.toThrow(/AccessDeniedException: User: .* events:PutEvents on resource/);
    expect(attempts()).toBe(1);
  });

  it('rejects where the bus takes the call but not the event', async () => {
    await expect(emit('no JSON')).rejects.toThrow('MalformedDetail: Detail is malformed.');
    expect(attempts()).toBe(1);
  });

  it('gives up when the time is up', async () => {
    standIn.faults.inject('events', 'PutEvents', { kind: 'hang' });
    await expect(emit(undefined, AbortSignal.timeout(200))).rejects.toThrow();
    expect(attempts()).toBe(1);
  });
});
