import type { LogLine } from '../functions/diagnosis/evidence.ts';
import type { LabelledStop } from './corpus.ts';
import { below, pick, type Random, randomOf } from './random.ts';

/** A log as another shell, collector or moment would have left it. */
export interface PerturbedLog {
  readonly lines: readonly LogLine[];
  /** For each line the index of the row's line that it was, or null for one that was added. */
  readonly origin: readonly (number | null)[];
  /** Lines before the first one were cut away. */
  readonly truncated: boolean;
}

type Perturbation = (lines: readonly string[], random: Random, decisive: number | null) => PerturbedLog;

/** Each line rewritten in its place. */
const rewritten = (lines: readonly string[], rewrite: (line: string, index: number) => string): PerturbedLog => ({
  lines: lines.map((line, index) => ({ text: rewrite(line, index) })),
  origin: lines.map((_, index) => index),
  truncated: false,
});

const BEGIN = Date.UTC(2026, 10, 24, 9, 15, 2, 118);

/** The moments at which the lines were written: seldom in the same millisecond, and never backwards. */
function clock(random: Random): () => Date {
  let now = BEGIN;
  return () => {
    now += below(random, 90);
    return new Date(now);
  };
}

const ESCAPES = ['\x1b', '\x1b', '', '', '\u241b', '^['] as const;
const COLOURS = ['1', '31', '32', '33;1', '1;31', '90', '38;5;203', '38;2;255;85;85', '97;41'] as const;

/** Programs that colour colour whole lines, the first word (a level, a name) or words here and there. */
const colour: Perturbation = (lines, random) => {
  const byte = pick(random, ESCAPES);
  const inColour = (text: string): string =>
    text === '' ? '' : `${byte}[${pick(random, COLOURS)}m${text}${byte}[${pick(random, ['0', '39', '22;39'])}m`;
  return rewritten(lines, (line) => {
    const [, indent = '', text = ''] = /^(\s*)(.*)$/s.exec(line) ?? [];
    const way = random();
    if (text === '' || way < 0.2) return line;
    if (way < 0.45) return inColour(line);
    if (way < 0.7) return indent + text.replace(/^[^\s:]+/, inColour);
    return indent + text.replace(/[^\s"'()[\]{}]+/g, (word) => (random() < 0.25 ? inColour(word) : word));
  });
};

/** Collectors and loggers that take a program's output line by line call every line the same. */
const WRAPS: readonly [Wrap, ...Wrap[]] = [
  (text, at) => ({ log: `${text}\n`, stream: 'stderr', time: at.toISOString() }),
  (text, at) => ({ log: text, level: 'info', time: at.toISOString() }),
  (log, at) => ({ container_name: '/ecs-app-7', source: 'stdout', log, level: 'INFO', '@timestamp': at.toISOString() }),
  (msg, at) => ({ level: 30, time: at.getTime(), pid: 1, hostname: 'ip-10-0-1-7', msg }),
  (msg, at) => ({ level: 'info', ts: at.getTime() / 1_000, caller: 'run/output.go:41', msg }),
  (msg, at) => ({ time: at.toISOString(), level: 'INFO', msg }),
  (message, at) => ({ timestamp: at.toISOString(), level: 'info', message }),
  (message, at) => ({ severity: 'INFO', time: at.toISOString(), message }),
  (message, at) => ({ '@timestamp': at.toISOString(), 'log.level': 'INFO', message, service: { name: 'app' } }),
];
type Wrap = (text: string, at: Date) => Readonly<Record<string, unknown>>;

const wrapInJson: Perturbation = (lines, random) => {
  const wrap = pick(random, WRAPS);
  const tick = clock(random);
  return rewritten(lines, (line) => JSON.stringify(wrap(line, tick())));
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const two = (value: number): string => String(value).padStart(2, '0');
const syslogTime = (at: Date): string =>
  `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;

const STAMPS: readonly [Stamp, ...Stamp[]] = [
  (at) => `${at.toISOString()} `,
  (at) => `${at.toISOString().slice(0, 23)}456789Z `,
  (at) => `${at.toISOString().slice(0, 19)}+00:00 `,
  (at) => `${at.toISOString().slice(0, 19).replace('T', ' ')},${at.toISOString().slice(20, 23)} `,
  (at) => `[${at.toISOString().slice(0, 19).replace('T', ' ')}] `,
  (at) =>
    `${at.getUTCFullYear()}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())} ${at.toISOString().slice(11, 19)} `,
  (at) => `[${at.toISOString()}] `,
  (at) => `${(at.getTime() / 1_000).toFixed(3)} `,
  (at) => `${syslogTime(at)} ip-10-0-1-7 app[412]: `,
  (at) => `${syslogTime(at)} ip-10-0-1-7 app: `,
  (at) => `<14>${syslogTime(at)} ip-10-0-1-7 app[412]: `,
  (at) => `<14>1 ${at.toISOString()} ip-10-0-1-7 app 412 - - `,
  (at) => `${at.toISOString()} stderr F `,
  () => 'app-1  | ',
  (at) => `app_1        | ${at.toISOString()} `,
  (at) => `${at.toISOString()} app-1  | `,
];
type Stamp = (at: Date) => string;

const stamp: Perturbation = (lines, random) => {
  const stampOf = pick(random, STAMPS);
  const tick = clock(random);
  return rewritten(lines, (line) => `${stampOf(tick())}${line}`);
};

/** The most lines that change places with one another: what a program prints within a millisecond. */
const WINDOW = 4;

/**
 * Events of one millisecond may come in any order, and a crash prints its lines within few. Each event stays whole; none
 * leaves its window of two to four.
 */
const shuffle: Perturbation = (lines, random) => {
  const origin = lines.map((_, index) => index);
  for (let from = 0; from < lines.length; ) {
    const to = Math.min(lines.length, from + 2 + below(random, WINDOW - 1));
    for (let i = to - 1; i > from; i--) {
      const j = from + below(random, i - from + 1);
      [origin[i], origin[j]] = [origin[j] ?? i, origin[i] ?? j];
    }
    from = to;
  }
  return { lines: origin.map((index) => ({ at: BEGIN, text: lines[index] ?? '' })), origin, truncated: false };
};

/** A tail of so many lines begins in the middle of what the program said; what stands at or after the decisive line stays. */
const cutHead: Perturbation = (lines, random, decisive) => {
  const cut = Math.min(decisive ?? 0, Math.round((0.2 + 0.3 * random()) * lines.length));
  return {
    lines: lines.slice(cut).map((text) => ({ text })),
    origin: lines.slice(cut).map((_, index) => index + cut),
    truncated: cut > 0,
  };
};

const PROBES: readonly [Probe, ...Probe[]] = [
  (at) =>
    `10.0.1.23 - - [${two(at.getUTCDate())}/Nov/2026:${at.toISOString().slice(11, 19)} +0000] "GET /health HTTP/1.1" 200 2 "-" "ELB-HealthChecker/2.0"`,
  () => 'INFO:     10.0.1.23:41872 - "GET /healthz HTTP/1.1" 200 OK',
  (at) =>
    `[GIN] 2026/11/24 - ${at.toISOString().slice(11, 19)} | 200 |      41.2µs |       10.0.1.23 | GET      "/ping"`,
  () => 'GET /health 200 0.412 ms - 15',
  (at) =>
    JSON.stringify({
      level: 30,
      time: at.getTime(),
      req: { method: 'GET', url: '/health' },
      res: { statusCode: 200 },
      responseTime: 1,
      msg: 'request completed',
    }),
  (at) => `${at.toISOString()} INFO access: method=GET path=/health status=200 duration=1ms`,
];
type Probe = (at: Date) => string;

/** The lines of probes appended to a log. */
const NOISE = 40;

const appendProbes: Perturbation = (lines, random) => {
  const probe = pick(random, PROBES);
  const tick = clock(random);
  const noise = Array.from({ length: NOISE }, () => probe(tick()));
  return {
    lines: [...lines, ...noise].map((text) => ({ text })),
    origin: [...lines.keys(), ...noise.map(() => null)],
    truncated: false,
  };
};

const PERTURBATIONS = {
  ansi: colour,
  json: wrapInJson,
  timestamps: stamp,
  shuffled: shuffle,
  'cut-head': cutHead,
  'health-noise': appendProbes,
} as const satisfies Record<string, Perturbation>;

/** One way in which the same log may look different. */
export type PerturbationName = keyof typeof PERTURBATIONS;

/** The names of the perturbations, in the order they are reported. */
export const PERTURBATION_NAMES = Object.keys(PERTURBATIONS) as readonly PerturbationName[];

/** Perturbs the log of a labelled stop; the same seed gives the same log. */
export function perturb(name: PerturbationName, row: LabelledStop, seed: number): PerturbedLog {
  const random = randomOf(`${seed}/${name}/${row.id}`);
  return PERTURBATIONS[name](row.lines ?? [], random, row.decisiveLine ?? null);
}
