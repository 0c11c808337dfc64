import { Aws, type Duration, Lazy } from 'aws-cdk-lib';
import { CfnSubscription, type ITopic } from 'aws-cdk-lib/aws-sns';
import { DEFAULT_SETTINGS, SETTINGS, WHOLE_NUMBERS } from '../functions/responder/settings.ts';
import { type EcsPostmortemProps, wantsAlarms } from './ecs-postmortem-props.ts';
import { HUB_DEFAULTS, hubRoleArn } from './hub.ts';
import type { ResponderResources } from './responder-role.ts';

/** The environment variables that tell the function its settings, the defaults too. */
export function responderEnvironment(
  { alertTopic, chatTopic, table }: Pick<ResponderResources, 'alertTopic' | 'chatTopic' | 'table'>,
  props: EcsPostmortemProps,
): Record<string, string> {
  const minutes = (name: 'updateIntervalMinutes' | 'recoveredAfterMinutes', given: Duration | undefined): string =>
    String(given?.toMinutes() ?? WHOLE_NUMBERS[name].fallback);
  return {
    [SETTINGS.alertTopicArn]: alertTopic.topicArn,
    ...(chatTopic ? { [SETTINGS.chatTopicArn]: chatTopic.topicArn } : {}),
    [SETTINGS.logLines]: String(props.logLines ?? DEFAULT_SETTINGS.logLines),
    [SETTINGS.lateLogWaitMs]: String(props.lateLogWait?.toMilliseconds() ?? DEFAULT_SETTINGS.lateLogWaitMs),
    [SETTINGS.excerptLines]: String(props.excerptLines ?? DEFAULT_SETTINGS.excerptLines),
    [SETTINGS.readLogsOfCompletedTasks]: String(
      props.readLogsOfCompletedTasks ?? DEFAULT_SETTINGS.readLogsOfCompletedTasks,
    ),
    [SETTINGS.dialect]: props.dialect ?? DEFAULT_SETTINGS.dialect,
    [SETTINGS.tableName]: table.tableName,
    ...(props.policy === undefined ? {} : { [SETTINGS.policy]: JSON.stringify(props.policy) }),
    [SETTINGS.updateIntervalMinutes]: minutes('updateIntervalMinutes', props.updateInterval),
    [SETTINGS.recoveredAfterMinutes]: minutes('recoveredAfterMinutes', props.recoveredAfter),
    [SETTINGS.historyDays]: String(props.historyRetention?.toDays() ?? WHOLE_NUMBERS.historyDays.fallback),
    [SETTINGS.mostPerSecond]: String(props.maxPublishesPerSecond ?? WHOLE_NUMBERS.mostPerSecond.fallback),
    [SETTINGS.mostPerTenMinutes]: String(props.maxPublishesPerTenMinutes ?? WHOLE_NUMBERS.mostPerTenMinutes.fallback),
    [SETTINGS.stormFrom]: String(props.stormFrom ?? WHOLE_NUMBERS.stormFrom.fallback),
    [SETTINGS.digestHour]: String(props.digestHour ?? WHOLE_NUMBERS.digestHour.fallback),
    ...(props.checkDesiredCounts
      ? {
          // Names and ARNs both do for ListServices, so that clusters known at deployment only need no guess.
          [SETTINGS.watchedClusters]: props.clusters?.join(',') ?? '*',
          ...(props.services === undefined ? {} : { [SETTINGS.watchedServices]: props.services.join(',') }),
          [SETTINGS.belowDesiredMinutes]: String(
            props.belowDesiredFor?.toMinutes() ?? WHOLE_NUMBERS.belowDesiredMinutes.fallback,
          ),
        }
      : {}),
    ...(props.metricsPerService ? { [SETTINGS.metricsPerService]: 'true' } : {}),
    ...(props.emitEvents ? { [SETTINGS.eventsEndpoint]: `https://events.${Aws.REGION}.${Aws.URL_SUFFIX}` } : {}),
    ...(props.hub
      ? {
          [SETTINGS.memberRoleName]: props.hub.memberRoleName ?? HUB_DEFAULTS.memberRoleName,
          [SETTINGS.hubRoleArn]: hubRoleArn(table, props.hub),
          [SETTINGS.stsEndpoint]: `https://sts.${Aws.REGION}.${Aws.URL_SUFFIX}`,
        }
      : {}),
    ...(wantsAlarms(props) ? { [SETTINGS.mailSubscriptions]: mailSubscriptionsOf(alertTopic) } : {}),
  };
}

/** Counted when the template is made: subscriptions are added after the function. */
const mailSubscriptionsOf = (topic: ITopic): string =>
  Lazy.string({
    produce: () =>
      String(
        topic.node
          .findAll()
          .filter((each) => each instanceof CfnSubscription && ['email', 'email-json'].includes(each.protocol)).length,
      ),
  });
