/** Who fails: a service, the tasks of a family outside services, or a container instance. */
export interface Workload {
  readonly kind: 'service' | 'family' | 'host';
  /** The service's name, the family, or the id of the container instance. */
  readonly name: string;
  readonly cluster: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
}

/** `service/web#prod#111122223333#eu-west-1`: the workload as a sortable text, its name first; unique. */
export const workloadKey = ({ kind, name, cluster, account, region }: Workload): string =>
  [`${kind}/${name}`, cluster, account, region].join('#');

/** Eleven characters that stand for a key; short, as one item names hundreds of workloads. */
export function shortTag(key: string): string {
  // cyrb53: 53 bits of hash, in which some thousands of names do not collide.
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const character of key) {
    const code = character.codePointAt(0) ?? 0;
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(36).padStart(11, '0');
}
