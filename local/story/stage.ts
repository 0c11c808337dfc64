import { type Clock, makeClock } from '../clock.ts';
import type { Delivery } from '../event-bus.ts';
import { deployLocally, type LocalDeployment } from '../local-deployment.ts';
import { PLACE } from './story-stop.ts';

/** What the stages of one run have in common. */
export interface Theatre {
  /** The synthesised stack. */
  readonly template: unknown;
  /** The folder of the built function. */
  readonly bundleDir: string;
}

/** Where and when a stage is set. */
export interface Setting {
  /** Epoch milliseconds. */
  readonly begin: number;
  /** @default where the story plays */
  readonly region?: string;
  readonly account?: string;
  readonly otherRegions?: readonly string[];
}

/** An account of its own that runs the stack, with a clock that the story puts forward. */
export interface Stage {
  readonly deployment: LocalDeployment;
  readonly clock: Clock;
  /** Invokes the watch once. */
  watch(): Promise<void>;
  /** Lets time go by, the watch looking each minute. */
  pass(ms: number): Promise<void>;
  /** Whether a message has told all that was held back. */
  isAllTold(): Promise<boolean>;
}

const MINUTE_MS = 60_000;

/** Runs the stack in an account of its own. */
export async function setStage({ template, bundleDir }: Theatre, setting: Setting): Promise<Stage> {
  const clock = makeClock(setting.begin);
  const deployment = await deployLocally({
    template,
    bundleDir,
    region: setting.region ?? PLACE.region,
    account: setting.account ?? PLACE.account,
    ...(setting.otherRegions === undefined ? {} : { otherRegions: setting.otherRegions }),
    // Nothing arrives late here, so there is nothing to wait for.
    environment: { LATE_LOG_WAIT_MS: '0' },
    now: clock.now,
  });
  const { bus, standIn } = deployment;
  const tableName = deployment.function.environment['TABLE_NAME'] ?? '';
  const watch = async (): Promise<void> => {
    await bus.fire();
  };
  return {
    deployment,
    clock,
    watch,
    async pass(ms) {
      for (let left = ms; left > 0; left -= MINUTE_MS) {
        clock.advance(Math.min(left, MINUTE_MS));
        await watch();
      }
    },
    isAllTold: async () => (await standIn.dynamodb.items(tableName)).every(({ pk }) => pk !== 'HELD'),
  };
}

/** What the function says it did about an event, from its log: `published`, `repeat`, `held`, `quiet`, …; undefined where it failed. */
export function outcomeOf(delivery: Delivery): string | undefined {
  if (delivery.kind !== 'handled') return undefined;
  const outcome = delivery.invocations.at(-1)?.log.find(({ fields }) => fields?.['outcome'] !== undefined);
  return String(outcome?.fields?.['outcome']);
}
