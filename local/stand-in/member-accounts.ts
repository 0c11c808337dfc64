import { type EcsState, makeEcs } from './ecs-service.ts';
import { type LogStore, makeLogStore } from './log-store.ts';
import { makeLogs } from './logs-service.ts';
import type { Operation, Service } from './service.ts';

/** What one account holds. */
export interface AccountState {
  readonly ecs: EcsState;
  readonly logs: Pick<LogStore, 'putGroup' | 'removeGroup' | 'putStream' | 'append'>;
}

/** ECS and CloudWatch Logs of several accounts. */
export interface Accounts {
  readonly ecs: Service;
  readonly logs: Service;
  /** What the account holds; it is empty at first. */
  of(account: string): AccountState;
}

/** Makes ECS and CloudWatch Logs of any account: who asks sees what the account of the key that signs holds, and no more. */
export function makeAccounts(home: string, options: { region: string; now: () => number }): Accounts {
  const accounts = new Map<string, ReturnType<typeof make>>();
  const make = (account: string) => {
    const ecs = makeEcs({ ...options, account });
    const store = makeLogStore(options);
    return { state: { ecs: ecs.state, logs: store }, ecs: ecs.service, logs: makeLogs(store) };
  };
  const of = (account: string) => {
    const found = accounts.get(account) ?? make(account);
    accounts.set(account, found);
    return found;
  };
  const forAll = (pick: (account: string) => Service): Service => {
    const { operations, ...service } = pick(home);
    return {
      ...service,
      operations: Object.fromEntries(
        Object.entries(operations).map(([name, mine]): [string, Operation] => {
          const its = (account: string): Operation => pick(account).operations[name] ?? mine;
          return [
            name,
            {
              run: (input, context) => its(context.account).run(input, context),
              resource: (input, context) => its(context.account).resource(input, context),
            },
          ];
        }),
      ),
    };
  };
  return {
    ecs: forAll((account) => of(account).ecs),
    logs: forAll((account) => of(account).logs),
    of: (account) => of(account).state,
  };
}
