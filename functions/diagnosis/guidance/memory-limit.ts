import type { GuidanceFacts } from './guidance.ts';
import { isFargate } from './task-names.ts';

/** The memory limit that the container met, in MiB: its own, else the task's; absent where neither is known. */
export function memoryLimitMiB(facts: GuidanceFacts): number | undefined {
  return facts.containerDefinition?.memoryMiB ?? facts.container?.memoryMiB ?? taskMemoryMiB(facts);
}

/** The memory limit of the whole task, in MiB. */
export const taskMemoryMiB = ({ definition, task }: GuidanceFacts): number | undefined =>
  task.memoryMiB ?? definition?.memoryMiB;

/** Says both limits: `512 MiB for the container, 1024 MiB for the task`; empty where neither is known. */
export function memoryInWords(facts: GuidanceFacts): string {
  const { containerDefinition, container } = facts;
  const own = containerDefinition?.memoryMiB ?? container?.memoryMiB;
  const all = taskMemoryMiB(facts);
  const parts = [
    own === undefined ? '' : `${own} MiB for the container`,
    all === undefined ? '' : `${all} MiB for the task`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

// Fargate's table of sizes: for each CPU size the least memory, the step and the most, in GiB; 256 also has 0.5.
const FARGATE_SIZES: Readonly<Record<number, readonly [least: number, step: number, most: number]>> = {
  256: [1, 1, 2],
  512: [1, 1, 4],
  1024: [2, 1, 8],
  2048: [4, 1, 16],
  4096: [8, 1, 30],
  8192: [16, 4, 60],
  16384: [32, 8, 120],
};

/**
 * The next larger memory that Fargate offers with the task's CPU, in MiB; absent on other hosts, where the sizes are
 * not known, and where only more CPU brings more memory.
 */
export function nextFargateMemoryMiB(facts: GuidanceFacts): number | undefined {
  const { cpuUnits } = facts.task;
  const size = cpuUnits === undefined ? undefined : FARGATE_SIZES[cpuUnits];
  const now = taskMemoryMiB(facts);
  if (!isFargate(facts) || size === undefined || now === undefined) return undefined;
  const [least, step, most] = size.map((gib) => gib * 1024);
  if (least === undefined || step === undefined || most === undefined) return undefined;
  const next = now < least ? least : least + (Math.floor((now - least) / step) + 1) * step;
  return next <= most ? next : undefined;
}
