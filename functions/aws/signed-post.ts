import type { SNSClient } from '@aws-sdk/client-sns';

/** One request to a service whose own client the bundle does not hold. */
export interface SignedPost {
  readonly url: URL;
  /** The service's name in the signature's scope: `events`, `sts`. */
  readonly signingName: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the service answered. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Signs and sends a request with the signer and the connections of an SNS client, which is for this alone: it cannot
 * publish any more afterwards.
 */
export async function signedPost(
  { config }: SNSClient,
  { url, signingName, headers, body }: SignedPost,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const signer = await config.signer({
    name: 'sigv4',
    signingName,
    signingRegion: await config.region(),
    properties: {},
  });
  const request = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: '/',
    query: {},
    headers: { host: url.host, ...headers },
    body,
  });
  const { response } = await config.requestHandler.handle(request, { abortSignal: signal });
  return { status: response.statusCode, text: new TextDecoder().decode(await config.streamCollector(response.body)) };
}
