import { Annotations, Names } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type AlarmSources, makeAlarms, makeAlarmTopic } from './alarms.ts';
import { type DashboardSources, makeDashboard } from './dashboard.ts';
import { type EcsPostmortemProps, wantsAlarms } from './ecs-postmortem-props.ts';
import { saveQueries } from './queries.ts';

/** How the post-mortem watches itself. */
export interface Telemetry {
  readonly dashboard?: Dashboard;
  readonly dashboardUrl?: string;
  /** The topic that `alarmEmail` is subscribed to. */
  readonly alarmTopic?: ITopic;
  readonly alarms: Alarm[];
}

/** Makes what the post-mortem watches itself with: saved queries, the dashboard, the alarms. */
export function makeTelemetry(
  scope: Construct,
  sources: DashboardSources & Omit<AlarmSources, 'emitEvents'>,
  props: EcsPostmortemProps,
): Telemetry {
  const folder = `ecs-postmortem/${Names.uniqueResourceName(scope, { maxLength: 80, separator: '-' })}`;
  saveQueries(scope, sources.logGroup, folder);
  const made = props.dashboard === false ? undefined : makeDashboard(scope, sources, folder);
  const ownTopic =
    props.alarmEmail === undefined ? undefined : makeAlarmTopic(scope, props.alarmEmail, props.encryptionKey);
  if (!wantsAlarms(props)) sayThatNobodyIsTold(scope);
  const topics = [props.alarmTopic, ownTopic].filter((topic) => topic !== undefined);
  return {
    ...(made ? { dashboard: made.dashboard, dashboardUrl: made.url } : {}),
    ...(ownTopic ? { alarmTopic: ownTopic } : {}),
    alarms: topics.length === 0 ? [] : makeAlarms(scope, { ...sources, emitEvents: props.emitEvents ?? false }, topics),
  };
}

function sayThatNobodyIsTold(scope: Construct): void {
  Annotations.of(scope).addInfoV2(
    'ecs-postmortem:noAlarms',
    'Nobody is told when the post-mortem itself does not work: give alarmEmail or alarmTopic to have alarms.',
  );
}
