import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { describeImage, findImage } from './image-subject.ts';
import { makeSubject } from './make-subject.ts';

/** Reads the host that did not answer; of a pull also the image and what of it was asked for. */
export function endpointSubject(reason: NormalisedReason): Subject | undefined {
  const { text } = reason;
  const [, scheme, urlHost] = /(https?|tcp):\/\/([^\s"'/?]{1,255})/.exec(text) ?? [];
  const [, dialHost, dialPort] = /dial (?:tcp|udp)[46]? (\[[\da-f:]{2,45}\]|[^\s:[]{1,255}):(\d{1,5})/.exec(text) ?? [];
  const [, lookedUp] = /lookup ([^\s:]{1,255})/.exec(text) ?? [];
  const [host, urlPort] = (urlHost ?? lookedUp ?? hostOfBareRequest(text))?.split(':') ?? [];
  const port = dialPort ?? urlPort ?? (scheme === 'https' ? '443' : undefined);
  const dialled = dialHost === undefined ? undefined : `${dialHost}:${dialPort}`;
  const named = urlPort === undefined ? host : `${host}:${urlPort}`;
  return makeSubject('endpoint', named ?? dialled, {
    host: host ?? dialHost,
    port,
    ip: dialHost !== undefined && /^[\d.]+$/.test(dialHost) ? dialHost : undefined,
    dns: /lookup [^\s:]{1,255} on ([\d.]{7,15})/.exec(text)?.[1],
  });
}

/** ECS writes `Get <registry>/…: dial tcp …` without a scheme since 2024. */
function hostOfBareRequest(text: string): string | undefined {
  const host = /(?:Get|Head|Post) "?([^\s"/:]{1,255})\//.exec(text)?.[1];
  return host?.includes('.') ? host : undefined;
}

/** Reads the registry that did not answer: its host, the image, and whether its manifest or its layers were asked for. */
export function registrySubject(reason: NormalisedReason): Subject | undefined {
  const endpoint = endpointSubject(reason);
  const image = findImage(reason);
  const registry = image?.includes('/') ? image.slice(0, image.indexOf('/')) : undefined;
  const host = endpoint?.value ?? (registry?.includes('.') ? registry : undefined);
  return (
    makeSubject('endpoint', host, { ...endpoint?.parts, image, asked: askedFor(reason.lower) }) ??
    (image === undefined ? undefined : describeImage(image))
  );
}

/** Layers of ECR images come from S3, so a missing S3 endpoint shows only here. */
function askedFor(lower: string): string | undefined {
  if (lower.includes('failed to copy') || lower.includes('/blobs/')) return 'layers';
  if (lower.includes('registry auth') || lower.includes('/api.ecr.')) return 'auth';
  return lower.includes('manifest') || lower.includes('failed to resolve ref') ? 'manifest' : undefined;
}
