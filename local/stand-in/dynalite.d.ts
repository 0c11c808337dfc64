declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
    readonly maxItemSizeKb?: number;
  }

  /** Makes a server that keeps its tables in memory. */
  const dynalite: (options?: DynaliteOptions) => Server;
  export = dynalite;
}
