import type { ServiceEvent } from '../../event/service-event.ts';
import { quoted } from '../guidance/command-line.ts';
import type { Step } from '../guidance/guidance.ts';
import { plain } from '../guidance/plain-text.ts';

type Options = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The service inside a sentence: `service orders`. */
export const serviceName = ({ workload }: ServiceEvent): string => `service ${plain(workload.name, 50)}`;

/** One line of the AWS CLI in the service's Region; options without a value are left out. */
export function command({ workload }: ServiceEvent, operation: string, options: Options): string {
  const words = Object.entries({ ...options, region: workload.region }).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [`--${name}`, ...(typeof value === 'string' ? [value] : value).map(quoted)];
  });
  return ['aws', operation, ...words].join(' ');
}

/** The cluster as an option; old ARNs do not name it. */
export const clusterOf = ({ workload }: ServiceEvent): string | undefined => workload.cluster || undefined;

/** The line that shows one part of the service. */
export const describeService = (event: ServiceEvent, query: string): string =>
  command(event, 'ecs describe-services', { cluster: clusterOf(event), services: event.workload.name, query });

/** The line that changes one thing about the service. */
export const updateService = (event: ServiceEvent, options: Options): string =>
  command(event, 'ecs update-service', { cluster: clusterOf(event), service: event.workload.name, ...options });

/** Shows the latest events of the service. */
export const serviceEvents = (event: ServiceEvent, text = 'Read the latest events of the service.'): Step => ({
  text,
  command: describeService(event, 'services[0].events[:10].[createdAt,message]'),
});

/** Shows the stopped tasks of the service, which ECS keeps for about an hour. */
export const stoppedTasks = (event: ServiceEvent): Step => ({
  text: 'List its stopped tasks; ECS shows them for about an hour, each with its stoppedReason.',
  command: command(event, 'ecs list-tasks', {
    cluster: clusterOf(event),
    'service-name': event.workload.name,
    'desired-status': 'STOPPED',
  }),
});

/** Tries again after a repair. */
export const startAgain = (event: ServiceEvent): Step => ({
  text: 'Then start a new deployment: after repeated failures ECS waits up to 15 minutes between its own tries.',
  command: updateService(event, { 'force-new-deployment': [] }),
});

/** The reason as part of a sentence, without its own full stop. */
export const quotedReason = ({ reason }: ServiceEvent): string => `"${plain(reason, 120).replace(/\.$/, '')}"`;
