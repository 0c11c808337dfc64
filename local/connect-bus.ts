import type { StandIn } from './aws-stand-in.ts';
import type { EventBus } from './event-bus.ts';
import type { DeployedRule } from './template.ts';

/** Hands the events that are put by the API to the bus, and lets the API show its rules. */
export function connectBus(
  { events, account }: Pick<StandIn, 'events' | 'account'>,
  bus: EventBus,
  rules: readonly DeployedRule[],
  now: () => number = Date.now,
): void {
  events.connect({
    rules: rules.map(({ arn, enabled, pattern, targets }) => ({
      name: arn.slice(arn.lastIndexOf('/') + 1),
      arn,
      enabled,
      ...(pattern === undefined ? {} : { pattern }),
      targetArns: targets.map((target) => target.arn),
    })),
    deliver({ id, source, detailType, detail, resources, region }) {
      const event = {
        version: '0',
        id,
        'detail-type': detailType,
        source,
        account,
        time: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
        region,
        resources,
        detail,
      };
      // Who puts an event does not hear what became of it; a deployment that is closed meanwhile delivers nothing more.
      bus.put(event).catch(() => undefined);
    },
  });
}
