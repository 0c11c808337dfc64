import type { Duration } from 'aws-cdk-lib';
import { checkPolicy } from '../functions/responder/read-policy.ts';
import { WHOLE_NUMBERS } from '../functions/responder/settings.ts';
import { checkWholeNumber } from './check-whole-number.ts';
import type { EcsPostmortemProps } from './ecs-postmortem-props.ts';

/** Throws an error that names the setting of incidents at fault and what it takes instead. */
export function checkIncidentProps(props: EcsPostmortemProps): void {
  if (props.policy !== undefined) checkPolicy(props.policy, 'EcsPostmortem: policy');
  checkDuration('updateInterval', props.updateInterval, 'minutes', WHOLE_NUMBERS.updateIntervalMinutes);
  checkDuration('recoveredAfter', props.recoveredAfter, 'minutes', WHOLE_NUMBERS.recoveredAfterMinutes);
  checkDuration('historyRetention', props.historyRetention, 'days', WHOLE_NUMBERS.historyDays);
  checkDuration('belowDesiredFor', props.belowDesiredFor, 'minutes', WHOLE_NUMBERS.belowDesiredMinutes);
  const { mostPerSecond, mostPerTenMinutes, stormFrom, digestHour } = WHOLE_NUMBERS;
  checkWholeNumber('maxPublishesPerSecond', props.maxPublishesPerSecond, mostPerSecond.min, mostPerSecond.max);
  checkWholeNumber(
    'maxPublishesPerTenMinutes',
    props.maxPublishesPerTenMinutes,
    mostPerTenMinutes.min,
    mostPerTenMinutes.max,
  );
  checkWholeNumber('stormFrom', props.stormFrom, stormFrom.min, stormFrom.max);
  checkWholeNumber('digestHour', props.digestHour, digestHour.min, digestHour.max);
  if (props.belowDesiredFor !== undefined && !props.checkDesiredCounts) {
    throw new Error(
      'EcsPostmortem: belowDesiredFor is given, but checkDesiredCounts is off, so that nothing would heed it. Set checkDesiredCounts to true, or leave belowDesiredFor out.',
    );
  }
}

const UNIT_MS = { minutes: 60_000, days: 86_400_000 } as const;

function checkDuration(
  name: string,
  duration: Duration | undefined,
  unit: keyof typeof UNIT_MS,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (duration === undefined) return;
  const amount = duration.toMilliseconds() / UNIT_MS[unit];
  if (!Number.isInteger(amount) || amount < min || amount > max) {
    throw new Error(
      `EcsPostmortem: ${name} is ${duration.toHumanString()}, but takes whole ${unit} from ${min} to ${max}: Duration.${unit}(${WHOLE_NUMBER_EXAMPLES[unit]}).`,
    );
  }
}

const WHOLE_NUMBER_EXAMPLES = { minutes: 30, days: 90 } as const;
