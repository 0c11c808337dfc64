export type { AlertFilter } from './alert-filter.ts';
export type { AlertQueueOptions } from './alert-queue.ts';
export type { ChannelOptions, SlackChannelOptions, TeamsChannelOptions } from './channels.ts';
export { EcsPostmortem } from './ecs-postmortem.ts';
export type { EcsPostmortemProps } from './ecs-postmortem-props.ts';
export type { HubOptions } from './hub.ts';
export { EcsPostmortemMemberStack, type EcsPostmortemMemberStackProps } from './member-stack.ts';
export type { MetricProps, StopsMetricProps } from './metrics.ts';
export type { PolicyRuleProps } from './policy-rule-props.ts';
