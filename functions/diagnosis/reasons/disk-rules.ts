import type { ReasonRule } from './reason-rule.ts';
import { diskSubject, thinPoolSubject } from './subjects/volume-subjects.ts';

/** A full disk, which any phase can meet. */
export const diskRules = [
  {
    id: 'no-space-left',
    cause: 'ephemeral-storage-full',
    confidence: 'certain',
    // The kernel says the same of cgroups, of which it has run out, and of inotify watches.
    when: {
      any: ['no space left on device', 'not enough space on the disk', 'disk quota exceeded'],
      none: ['/sys/fs/cgroup', 'inotify'],
    },
    subject: diskSubject,
  },
  {
    id: 'thin-pool-full',
    cause: 'ephemeral-storage-full',
    confidence: 'certain',
    when: { any: ['thin pool has'] },
    subject: thinPoolSubject,
  },
] as const satisfies readonly ReasonRule[];
