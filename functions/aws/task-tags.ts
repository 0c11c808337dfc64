import { DescribeTasksCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { TaskTags } from './ports.ts';

/** Looks up the tags of a task in ECS, which keeps a stopped task for about an hour. */
export function ecsTaskTags(ecs: ECSClient): TaskTags {
  return {
    async of(taskArn, clusterArn, signal) {
      try {
        const { tasks } = await ecs.send(
          new DescribeTasksCommand({ cluster: clusterArn, tasks: [taskArn], include: ['TAGS'] }),
          { abortSignal: signal },
        );
        return tasks?.[0]?.tags?.map(({ key, value }) => `${key ?? ''}=${value ?? ''}`);
      } catch {
        return undefined;
      }
    },
  };
}
