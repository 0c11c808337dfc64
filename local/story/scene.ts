import { formatTime } from '../../functions/event/format-time.ts';
import { groupBy } from '../../functions/incident/group-by.ts';
import { countInWords } from '../../functions/report/notices/words.ts';
import { wrapProse } from '../../functions/report/wrap-text.ts';
import { makeServiceEvent, type ServiceSays } from './service-event.ts';
import { outcomeOf, type Stage } from './stage.ts';
import { putStopInTime, type StopInTime, taskId } from './stop-in-time.ts';
import { loggingContainer, PLACE } from './story-stop.ts';

/** A stop of a chapter. */
export interface SceneStop extends Omit<StopInTime, 'at' | 'taskId'> {
  readonly service: string;
  /** The image of its one container. */
  readonly image?: string;
}

/** How much of a mail is shown. */
export type Extent = 'subjects' | 'first lines' | 'without links';

/** What a chapter can let happen. */
export interface Scene {
  /** Lets tasks stop, some time apart, and tells what became of their events. */
  stop(what: string, stops: readonly SceneStop[], apartMs?: number): Promise<void>;
  /** Lets ECS say something of a service. */
  say(what: string, says: Omit<ServiceSays, 'at'>): Promise<void>;
  /** Lets time go by, the watch looking each minute. */
  pass(what: string, ms: number): Promise<void>;
  /** Has a service run a revision from now on. */
  runs(service: string, release: { readonly revision: number; readonly image: string }): void;
  /** Shows the mails that came since they were shown last. */
  showMails(extent: Extent): void;
}

/** What a chapter came to. */
export interface SceneEnd {
  readonly stops: number;
  /** Stops whose event was handled, and told by a message of its own or of its incident. */
  readonly wholeWay: number;
  /** Every other event was handled, and every chat message shown. */
  readonly isWell: boolean;
}

/** What became of an event, in the words of the story. */
const IN_WORDS: Readonly<Record<string, string>> = {
  published: 'told at once',
  repeat: 'counted, its incident is told',
  late: 'counted, its incident was told',
  held: 'held back for one message of many',
  noted: 'noted',
  ungrouped: 'told by itself',
  told: 'told at once',
};

/** Begins a chapter on a stage; `print` takes what the reader is to see. */
export function makeScene(
  { deployment: { standIn, bus }, clock, pass, isAllTold }: Stage,
  print: (text: string) => void,
): { readonly scene: Scene; readonly end: () => Promise<SceneEnd> } {
  const outcomes: (string | undefined)[] = [];
  let isWell = true;
  let tasks = 0;
  let shown = 0;

  const tell = (at: number, text: string): void =>
    print(wrapProse(text, `${formatTime(at)}  `, ' '.repeat(10)).join('\n'));

  return {
    scene: {
      async stop(what, stops, apartMs = 0) {
        const at = clock.now();
        const came: (string | undefined)[] = [];
        for (const [index, { image, ...stop }] of stops.entries()) {
          if (index > 0) clock.advance(apartMs);
          tasks += 1;
          const event = putStopInTime(standIn, {
            ...stop,
            ...(image === undefined ? {} : { containers: [{ name: 'app', exitCode: 1, image }] }),
            taskId: taskId(tasks),
            at: clock.now(),
          });
          came.push(outcomeOf(await bus.put(event)));
        }
        outcomes.push(...came);
        tell(at, `${what}: ${inWords(came)}.`);
      },
      async say(what, says) {
        const outcome = outcomeOf(await bus.put(makeServiceEvent({ ...says, at: clock.now() })));
        isWell &&= outcome !== undefined;
        tell(clock.now(), `${what}: ${inWords([outcome])}.`);
      },
      async pass(what, ms) {
        const before = standIn.sns.mails.length;
        await pass(ms);
        const mails = standIn.sns.mails.length - before;
        tell(clock.now(), `${what}: ${countInWords(mails, 'mail')}.`);
      },
      runs(service, { revision, image }) {
        const taskDefinitionArn = arnOf(`task-definition/${service}:${revision}`);
        standIn.ecs.putTaskDefinition({
          taskDefinitionArn,
          family: service,
          revision,
          status: 'ACTIVE',
          containerDefinitions: [JSON.parse(JSON.stringify(loggingContainer(service, 'app', image)))],
        });
        standIn.ecs.putService({
          serviceName: service,
          serviceArn: arnOf(`service/${PLACE.cluster}/${service}`),
          clusterArn: arnOf(`cluster/${PLACE.cluster}`),
          status: 'ACTIVE',
          desiredCount: 2,
          taskDefinition: taskDefinitionArn,
          deployments: [
            {
              id: `ecs-svc/${String(revision).padStart(19, '1')}`,
              status: 'PRIMARY',
              taskDefinition: taskDefinitionArn,
            },
          ],
        });
      },
      showMails(extent) {
        for (const mail of standIn.sns.mails.slice(shown)) print(view(mail, extent));
        print('');
        shown = standIn.sns.mails.length;
      },
    },
    async end() {
      const { chat } = standIn.sns;
      const threads = new Set(
        chat.map((message) => (message.kind === 'notification' ? message.notification.metadata?.threadId : undefined)),
      );
      print(`The chat channel got ${countInWords(chat.length, 'message')} in ${countInWords(threads.size, 'thread')}.`);
      const allTold = await isAllTold();
      const isThere = (outcome: string | undefined): boolean =>
        outcome !== undefined && (outcome !== 'held' || allTold);
      return {
        stops: outcomes.length,
        wholeWay: outcomes.filter(isThere).length,
        isWell: isWell && standIn.sns.chat.every(({ kind }) => kind === 'notification'),
      };
    },
  };
}

const arnOf = (resource: string): string => `arn:aws:ecs:${PLACE.region}:${PLACE.account}:${resource}`;

/** `told at once`; `5 told at once; 7 held back for one message of many`. */
function inWords(outcomes: readonly (string | undefined)[]): string {
  const groups = groupBy(outcomes, (outcome) => IN_WORDS[outcome ?? ''] ?? outcome ?? 'failed');
  return groups
    .map(([outcome, ...others]) => {
      const words = IN_WORDS[outcome ?? ''] ?? outcome ?? 'failed';
      return groups.length === 1 ? words : `${1 + others.length} ${words}`;
    })
    .join('; ');
}

function view({ subject, body }: { readonly subject: string; readonly body: string }, extent: Extent): string {
  const head = `Subject: ${subject}`;
  switch (extent) {
    case 'subjects':
      return head;
    case 'first lines':
      return `${head}\n${body.split('\n\n')[0]}\n[…]`;
    case 'without links':
      return `\n${head}\n\n${body.split('\n\nLINKS\n')[0]}`;
    default:
      return extent satisfies never;
  }
}
