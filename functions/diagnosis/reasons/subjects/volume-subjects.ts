import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup, textBetween, tokenAfter } from './find-token.ts';
import { iamParts } from './iam-subject.ts';
import { makeSubject } from './make-subject.ts';

/** Reads the file system, volume or mount target. */
export function volumeSubject(reason: NormalisedReason): Subject | undefined {
  const target = tokenAfter(reason, ['by server while mounting ', 'mount.nfs4: mounting ']);
  const parts = {
    target,
    accessPoint: firstGroup(reason, /\b(fsap-[0-9a-f]{8,17})\b/),
    ...iamParts(reason),
  };
  return (
    makeSubject('file-system', firstGroup(reason, /\b(fs-[0-9a-f]{8,17})\b/), parts) ??
    makeSubject(
      'volume',
      firstGroup(reason, /\b(vol-[0-9a-f]{8,17})\b/) ??
        textBetween(reason, 'volume [', ']') ??
        target ??
        firstGroup(reason, /mounting volume '?([\w./-]{1,255})/i),
      parts,
    )
  );
}

/** Reads the source and the destination of a mount that the runtime refused. */
export function mountSubject(reason: NormalisedReason): Subject | undefined {
  const source =
    firstGroup(reason, /mounting "?([^\s"]{1,512})"? to rootfs/) ??
    textBetween(reason, "creating mount source path '", "'") ??
    tokenAfter(reason, ['source path does not exist: ']);
  const target = firstGroup(reason, /(?:"|rootfs) at "?([^\s"]{1,512})/)?.replace(ROOT_OF_CONTAINER, '');
  const named = textBetween(reason, 'invalid path: ', ';') ?? tokenAfter(reason, ['invalid volume referenced: ']);
  return makeSubject('volume', target ?? source ?? named, { source, target });
}

/** Docker shows the path inside of the container behind the directory of its file system on the host. */
const ROOT_OF_CONTAINER = /^\/(?:var\/lib\/docker|run\/containerd)\/[\w./-]{1,400}\/(?:merged|rootfs)(?=\/)/;

/** Reads the path that the disk had no room for. */
export const diskSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject('file', firstGroup(reason, /(?:write|mkdir|open|symlink|link|copy) (\/[^\s:"']{1,512})/i));

/** Reads how many blocks the storage pool of Docker has, and how many it needs. */
export const thinPoolSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject('resource', firstGroup(reason, /(thin pool)/i), {
    free: firstGroup(reason, /has (\d{1,12}) free/i),
    required: firstGroup(reason, /minimum required (\d{1,12})/i),
  });

/** Reads the path that the runtime could not make, change or read, as the container sees it. */
export const pathSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'file',
    firstGroup(
      reason,
      /(?:mknod|mkdir\w{0,3}|chown|chmod|l?stat|open|readlink|file info for) (\/[^\s:"',]{1,512})/i,
    )?.replace(ROOT_OF_CONTAINER, ''),
  );

/** Reads the object of S3, or the bucket, that holds an environment file. */
export function environmentFileSubject(reason: NormalisedReason): Subject | undefined {
  const bucket = tokenAfter(reason, [' bucket ']);
  const key = tokenAfter(reason, [' key ']);
  const arn = firstGroup(reason, /(arn:aws[\w-]{0,16}:s3:::[^\s"',]{1,512})/);
  const path = bucket !== undefined && key !== undefined ? `${bucket}/${key}` : (key ?? bucket);
  return makeSubject('file', arn ?? path, { bucket, key, arn, ...iamParts(reason) });
}
