import {
  compareContainers,
  describeDefinition,
  describeInstance,
  describeTask,
  inContainer,
  inNewRevision,
  readLog,
} from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { memoryInWords, memoryLimitMiB, nextFargateMemoryMiB, taskMemoryMiB } from './memory-limit.ts';
import { blamedContainer, containerFirst, containerName, isFargate } from './task-names.ts';

const DEFAULT_STOP_TIMEOUT_S = 30;

const stopTimeoutS = ({ containerDefinition }: GuidanceFacts): number =>
  containerDefinition?.stopTimeoutS ?? DEFAULT_STOP_TIMEOUT_S;

/** Seconds from the order to stop to the end of the last container. */
function stopTookS({ task: { times } }: GuidanceFacts): number | undefined {
  const { stoppingAt, executionStoppedAt } = times;
  if (stoppingAt === undefined || executionStoppedAt === undefined) return undefined;
  return Math.max(0, Math.round((executionStoppedAt - stoppingAt) / 1_000));
}

const limits = (facts: GuidanceFacts): string => {
  const words = memoryInWords(facts);
  return words === '' ? '' : ` (now ${words})`;
};

const watchMemory = (facts: GuidanceFacts): Step => ({
  text: `Look at MemoryUtilized of this task in Container Insights${limits(facts)}: a steady climb is a leak, a jump one large request.`,
});

/** Raises the limit that was met; on Fargate the task's own limit may have to grow with it. */
const raiseMemory = (facts: GuidanceFacts): Step => {
  const next = nextFargateMemoryMiB(facts);
  const own = facts.containerDefinition?.memoryMiB ?? facts.container?.memoryMiB;
  const all = taskMemoryMiB(facts);
  if (own !== undefined && all !== undefined && own < all * 0.75) {
    return inContainer(
      facts,
      `raise memory of ${containerName(facts)} above ${own}; all containers share the ${all} MiB of the task, so raise that too if they need it.`,
      { memory: Math.min(2 * own, all) },
    );
  }
  const ofTask =
    next !== undefined
      ? `memory of the task to ${next} (the next size with ${facts.task.cpuUnits} CPU units)`
      : isFargate(facts)
        ? 'memory of the task, with the cpu that goes with it'
        : 'memory of the task, where it is set,';
  const blamed = blamedContainer(facts);
  // Where Fargate's next size is not known, twice what is there now is the usual first try.
  const more = next ?? (all === undefined ? undefined : 2 * all);
  return inNewRevision(
    facts,
    own === undefined
      ? `raise ${ofTask}${limits(facts)}.`
      : `raise memory of ${containerName(facts)} above ${own}, and ${ofTask} to leave room for it${limits(facts)}.`,
    own === undefined && more === undefined
      ? undefined
      : {
          kind: 'definition',
          ...(own === undefined || blamed === undefined
            ? {}
            : { container: { name: blamed, fields: { memory: Math.min(2 * own, more ?? 2 * own) } } }),
          ...(more === undefined ? {} : { task: { memory: more } }),
        },
  );
};

const atLimit = (facts: GuidanceFacts): string => {
  const limit = memoryLimitMiB(facts);
  return limit === undefined ? 'its memory limit' : `its memory limit of ${limit} MiB`;
};

/** What is told about memory and other resources of the host. */
export const resourcesGuidance: GuidanceOf<'resources'> = {
  'out-of-memory': {
    title: 'out of memory',
    headline: (facts) => `${containerFirst(facts)} was killed for exceeding ${atLimit(facts)}.`,
    explanation: () =>
      'The kernel killed a process in it; child processes and files in memory count as well. The program got no chance to log it.',
    check: (facts) => [
      watchMemory(facts),
      describeDefinition(facts, 'Compare the limits of all containers of the task.', 'memory,memoryReservation'),
      readLog(facts, 'See what it was working on when it ended.'),
    ],
    change: (facts) => [
      raiseMemory(facts),
      {
        text: 'Keep the heap below the limit: -XX:MaxRAMPercentage=75 (Java), --max-old-space-size (Node), GOMEMLIMIT (Go), fewer workers (Python, Ruby).',
      },
      { text: 'If memory climbs at an even load, it is a leak: a higher limit only delays the next stop.' },
    ],
  },
  'heap-exhausted': {
    title: 'heap exhausted',
    headline: (facts) => `The program in ${containerName(facts)} ran out of its own heap.`,
    explanation: (facts) => {
      const limit = memoryLimitMiB(facts);
      return `The language runtime gave up at its own heap limit${limit === undefined ? ', before the kernel saw the limit of the container' : `; the container may use ${limit} MiB`}. More memory in the task definition does not help where the heap size is set elsewhere.`;
    },
    check: (facts) => [readLog(facts, 'Read how large the heap was, and what was being done.'), watchMemory(facts)],
    change: (facts) => [
      inContainer(
        facts,
        `give ${containerName(facts)} a heap that fits: JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75 (Java), NODE_OPTIONS=--max-old-space-size=${heapMiB(facts)} (Node, in MiB).`,
        { environment: [heapOption(facts)] },
      ),
      raiseMemory(facts),
    ],
  },
  'file-descriptors-exhausted': {
    title: 'out of file handles or threads',
    headline: (facts) => `The program in ${containerName(facts)} ran out of file handles, threads or processes.`,
    explanation: () =>
      'A limit that is met after hours is mostly a leak of connections or files; one met at the start is set too low.',
    check: (facts) => [
      readLog(facts),
      describeDefinition(
        facts,
        'See which limits are set; Fargate gives 65535 open files unless told otherwise.',
        'ulimits',
      ),
    ],
    change: (facts) => [
      {
        text: 'Close what is opened: pool connections with a maximum, and look for responses and files never closed.',
      },
      inContainer(
        facts,
        `raise nofile in ulimits of ${containerName(facts)} (softLimit and hardLimit)${isFargate(facts) ? '; Fargate lets you set no other limit' : '; nproc bounds the threads'}.`,
        { ulimits: [{ name: 'nofile', softLimit: 65_536, hardLimit: 65_536 }] },
      ),
    ],
  },
  killed: {
    title: 'killed (exit code 137)',
    headline: (facts) => {
      const took = stopTookS(facts);
      const late = took !== undefined && took >= stopTimeoutS(facts) - 1;
      return `${containerFirst(facts)} was ended by SIGKILL${late ? `, ${took} s after it was told to stop` : ', and nothing proves a lack of memory'}.`;
    },
    explanation: () =>
      'Code 137 only says SIGKILL. Four things send it: the kernel for lack of memory (ECS then mostly reports OutOfMemoryError, and did not), ECS after the stop timeout, the end of another container, or something inside the task or on its host.',
    check: (facts) => {
      const took = stopTookS(facts);
      const timeout = stopTimeoutS(facts);
      const seen = took === undefined ? 'these times are not known here' : `here it took ${took} s`;
      return [
        {
          text: `Memory: MemoryUtilized in Container Insights close to the limit in the last minute means memory${limits(facts)}.`,
        },
        describeTask(
          facts,
          `Stop timeout: ${timeout} s or more from stoppingAt to executionStoppedAt (${seen}) mean that it ignored SIGTERM`,
          'tasks[0].[stoppingAt,executionStoppedAt,stopCode,stoppedReason]',
        ),
        isFargate(facts)
          ? compareContainers(
              facts,
              'Another container: one with a code or reason of its own ended first and took this one along. If none of the three fits, a supervisor, watchdog or kill inside the container did it',
            )
          : (describeInstance(
              facts,
              'Another container or the host: a container with a code of its own took this one along; several tasks of one instance killed in the same minute mean that the host ran out of memory. If none fits, a supervisor or kill inside did it.',
            )[0] ??
            compareContainers(
              facts,
              'Another container: one with a code or reason of its own ended first. If none of the three fits, the host or a kill inside the container did it',
            )),
      ];
    },
    change: (facts) => [
      raiseMemory(facts),
      inContainer(
        facts,
        facts.containerDefinition?.initProcessEnabled === true
          ? `raise stopTimeout of ${containerName(facts)} (now ${stopTimeoutS(facts)} s, at most 120 on Fargate), and let the program end on SIGTERM.`
          : `if it ignored SIGTERM: set linuxParameters.initProcessEnabled to true for ${containerName(facts)}, start the program with exec, and raise stopTimeout (now ${stopTimeoutS(facts)} s, at most 120 on Fargate).`,
        {
          ...(facts.containerDefinition?.initProcessEnabled === true
            ? {}
            : { linuxParameters: { initProcessEnabled: true } }),
          stopTimeout: 120,
        },
      ),
    ],
  },
};

/** The runtime that the log shows is told its heap; Node where it shows neither. */
const heapOption = (facts: GuidanceFacts) =>
  facts.diagnosis.evidence.some(({ text }) => /\bjava\b|jvm|OutOfMemoryError/i.test(text))
    ? { name: 'JAVA_TOOL_OPTIONS', value: '-XX:MaxRAMPercentage=75' }
    : { name: 'NODE_OPTIONS', value: `--max-old-space-size=${heapMiB(facts)}` };

/** Three quarters of the container's limit, which leaves room for what is not heap. */
const heapMiB = (facts: GuidanceFacts): number => Math.floor((memoryLimitMiB(facts) ?? 2048) * 0.75);
