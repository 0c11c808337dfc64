import type { Fault } from '../../local/stand-in/faults.ts';
import { type Bundle, makeWorld, taskId } from './world.ts';

/** What came of alerts while the table failed in one way. */
export interface TableFaultFigures {
  readonly fault: string;
  readonly alerts: number;
  /** Alerts that left. */
  readonly told: number;
  /** Those of them that say that they stand by themselves. */
  readonly marked: number;
}

const WRITES = ['UpdateItem', 'PutItem'] as const;

const FAULTS: readonly { readonly name: string; readonly fault: Fault; readonly share: number }[] = [
  { name: 'down', fault: { kind: 'connection-reset' }, share: 1 },
  { name: 'denied', fault: { kind: 'access-denied' }, share: 1 },
  { name: 'throttled', fault: { kind: 'throttled' }, share: 1 },
  { name: 'slow, 5 s', fault: { kind: 'slow', ms: 5_000 }, share: 1 },
  { name: 'never answers', fault: { kind: 'hang' }, share: 1 },
  {
    name: 'every second write conflicts',
    fault: { kind: 'error', code: 'TransactionConflictException', message: 'Transaction is ongoing for the item' },
    share: 2,
  },
];

/** Plays alerts of different services while the table fails, one way after the other. */
export async function playTableFaults(bundle: Bundle, alerts: number): Promise<readonly TableFaultFigures[]> {
  const figures: TableFaultFigures[] = [];
  for (const { name, fault, share } of FAULTS) {
    const world = await makeWorld(bundle, {
      concurrency: 4,
      props: { stormFrom: 1_000, maxPublishesPerSecond: 100, maxPublishesPerTenMinutes: 10_000 },
    });
    const { standIn } = world.deployment;
    let writes = 0;
    const isHit = (): boolean => {
      writes += 1;
      return writes % share === 0;
    };
    for (const operation of WRITES) standIn.faults.inject('dynamodb', operation, fault, { when: isHit });
    try {
      await Promise.all(
        Array.from({ length: alerts }, (_, nth) =>
          world.put(
            world.stop({ service: `service-${nth}`, family: 'shop', taskId: taskId(nth + 1), lines: ['panic: boom'] }),
          ),
        ),
      );
      const mails = standIn.sns.published.map(({ message }) => message.replace(/\s+/g, ' '));
      figures.push({
        fault: name,
        alerts,
        told: mails.length,
        marked: mails.filter((mail) => mail.includes('stands by itself')).length,
      });
    } finally {
      await world.close();
    }
  }
  return figures;
}
