import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup, textBetween, tokenAfter } from './find-token.ts';
import { imageSubject } from './image-subject.ts';
import { makeSubject, subjectOf } from './make-subject.ts';
import { memorySubject } from './task-subjects.ts';
import { mountSubject } from './volume-subjects.ts';

/** Reads the program that could not be executed. */
export function entryPointSubject(reason: NormalisedReason): Subject | undefined {
  const program = textBetween(reason, 'exec: "', '"') ?? tokenAfter(reason, ['exec: ', 'exec ', 'stat ']);
  // "exec user process caused: …" and "exec format error" name no program.
  return program === 'user' || program === 'format' ? undefined : makeSubject('entry-point', program);
}

/** Reads the host port that was taken. */
export function portSubject(reason: NormalisedReason): Subject | undefined {
  const [, host, port] = /(\d{1,3}(?:\.\d{1,3}){3}|\[?::\]?):(\d{1,5})/.exec(reason.text) ?? [];
  return makeSubject('port', port ?? firstGroup(reason, /port (\d{1,5})/i), { host, port });
}

/** Reads the container that was waited for, and the one that waited. */
export const dependencySubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'container',
    textBetween(reason, 'dependency [', ']') ?? tokenAfter(reason, ['dependent container ', 'dependency container ']),
    {
      dependent: textBetween(reason, 'for target [', ']'),
    },
  );

/** Reads the setting of the container that the runtime did not take: its name, a device, a link, an image, a limit. */
export const containerOptionSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'container',
    firstGroup(reason, /container name "\/?([^\s"]{1,255})/i) ??
      tokenAfter(reason, ['link target not available: ', 'volume target not available: ', 'cannot link to ']),
  ) ??
  memorySubject(reason) ??
  mountSubject(reason) ??
  makeSubject(
    'option',
    firstGroup(reason, /custom device "([^"]{1,255})"/i) ??
      firstGroup(reason, /\b(ulimit|rlimit|sysctl|hostname|capability|range of cpus)\b/i),
  ) ??
  imageSubject(reason);

/** Reads the user or group that the image does not know. */
export const userSubject = subjectOf('user', /unable to find (?:user|group) ([\w.-]{1,64})/i);

/** Reads the working directory that is not there. */
export const workingDirectorySubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'file',
    firstGroup(reason, /chdir to cwd \("([^"]{1,512})"/) ?? firstGroup(reason, /chdir "?([^\s"]{1,512})/),
  );
