/** The hosts of the AWS console by partition; those of the other partitions are not public. */
const HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Where a page of the console is. */
export interface ConsolePlace {
  readonly partition: string;
  readonly region: string;
}

/** The URL of a console page, `path` beginning with a slash; undefined where the partition's console is not known. */
export function consoleUrl({ partition, region }: ConsolePlace, path: string): string | undefined {
  const host = Object.hasOwn(HOSTS, partition) ? HOSTS[partition] : undefined;
  return host === undefined || !/^[a-z\d-]{1,32}$/.test(region) ? undefined : `https://${region}.${host}${path}`;
}

/** Percent-encodes for a URL's path or query, including the characters that end a link in chat and mail clients. */
export function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The encoding of CloudWatch's log pages: percent-encoded twice, with `$` for `%`. */
export function encodeLogName(name: string): string {
  return encodePart(name).replaceAll('%', '%25').replaceAll('%', '$');
}

/** The encoding of strings in CloudWatch's Logs Insights pages (JSURL): `*2f` for `%2F`. */
export function encodeInsights(text: string): string {
  return encodePart(text).replace(/%([\dA-F]{2})/g, (_, hex: string) => `*${hex.toLowerCase()}`);
}
