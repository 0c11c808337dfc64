import { aws } from './command-line.ts';
import { describeService, inNewRevision, serviceEvents, startAgain } from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { inWords } from './plain-text.ts';
import { namingSubject } from './subject-phrase.ts';
import { isFargate, workloadName } from './task-names.ts';

const isSpot = ({ task }: GuidanceFacts): boolean => task.capacityProvider === 'FARGATE_SPOT';

/** What the task asks of its host. */
function demand({ task: { cpuUnits, memoryMiB } }: GuidanceFacts): string {
  const parts = [
    cpuUnits === undefined ? '' : `${cpuUnits} CPU units`,
    memoryMiB === undefined ? '' : `${memoryMiB} MiB of memory`,
  ];
  return inWords(parts.filter((part) => part !== ''));
}

const fargateQuota = (facts: GuidanceFacts): Step => ({
  text: 'Read the Fargate quota of vCPUs.',
  command: aws(facts, 'service-quotas get-service-quota', {
    'service-code': 'fargate',
    // The vCPU quotas of Fargate On-Demand and Fargate Spot.
    'quota-code': isSpot(facts) ? 'L-36FBB829' : 'L-3032A538',
    query: 'Quota.[QuotaName,Value]',
  }),
});

/** What is told about room for the task. */
export const capacityGuidance: GuidanceOf<'capacity'> = {
  'capacity-unavailable': {
    title: 'no capacity',
    headline(facts) {
      return `There was no room for a task of ${workloadName(facts)}${namingSubject(facts)}.`;
    },
    explanation(facts) {
      const asked = demand(facts);
      return isFargate(facts)
        ? `${isSpot(facts) ? 'Fargate Spot' : 'Fargate'} had no capacity for this task in its subnets. The program never ran.`
        : `No container instance had what the task asks for${asked === '' ? '' : ` (${asked})`}, or none was there. The program never ran.`;
    },
    check: (facts) => [
      serviceEvents(facts, 'Read which resource the service events name.'),
      isFargate(facts)
        ? {
            text: 'See in how many Availability Zones the service has subnets.',
            ...(facts.task.service === undefined
              ? {}
              : { command: describeService(facts, 'services[0].networkConfiguration') }),
          }
        : {
            text: 'See whether the cluster has instances, and active ones.',
            command: aws(facts, 'ecs list-container-instances', { cluster: facts.task.cluster, status: 'ACTIVE' }),
          },
    ],
    change: (facts) =>
      isFargate(facts)
        ? [
            { text: `Give ${workloadName(facts)} subnets in more Availability Zones.` },
            isSpot(facts)
              ? {
                  text: 'Give the capacity provider strategy a base on FARGATE beside FARGATE_SPOT.',
                }
              : { text: 'Otherwise wait: ECS tries again by itself.' },
          ]
        : [
            {
              text: `Raise the maximum of the Auto Scaling group${facts.task.capacityProvider === undefined ? '' : ` behind capacity provider ${facts.task.capacityProvider}`}, or let it scale with the cluster.`,
            },
            inNewRevision(
              facts,
              `lower cpu and memory${demand(facts) === '' ? '' : ` (now ${demand(facts)})`}: a task larger than the instance type never fits.`,
            ),
            {
              text: 'Fixed host ports allow one task per instance: use hostPort 0 or awsvpc.',
            },
          ],
  },
  'quota-exceeded': {
    title: 'account quota reached',
    headline: (facts) =>
      `An account limit in ${facts.task.region} keeps ${workloadName(facts)} from starting tasks${namingSubject(facts)}.`,
    explanation: ({ task }) =>
      `It holds for the whole account ${task.account} in the Region: other services and crash loops use it up too.`,
    check: (facts) => [
      serviceEvents(facts, 'Read which limit the service events name.'),
      ...(isFargate(facts) ? [fargateQuota(facts)] : []),
    ],
    change: (facts) => [
      { text: 'Ask for a higher quota in Service Quotas, and stop what runs needlessly.' },
      { text: 'Throttled calls pass by themselves: spread the starts of tasks.' },
      startAgain(facts),
    ],
  },
};
