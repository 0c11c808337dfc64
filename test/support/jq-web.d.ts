declare module 'jq-web' {
  /** Loads jq; `json` runs a filter over a value and throws jq's message where it fails. */
  const jq: Promise<{ readonly json: (value: unknown, filter: string) => unknown }>;
  // biome-ignore lint/style/noDefaultExport: this is how jq-web exports it
  export default jq;
}
