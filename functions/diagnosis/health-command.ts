/** A container's health command as it is carried out. */
export interface HealthCommand {
  /** The command line, without the word that says how it is carried out. */
  readonly text: string;
  /** `shell` = handed to the container's /bin/sh, `exec` = started as it stands, each item one word. */
  readonly by: 'shell' | 'exec';
  /** The program that is started first. */
  readonly program: string;
}

/** What only a shell understands. */
const SHELL_WORDS = /^(?:\|\|?|&&|;|>|2>&1|>\/dev\/null)$/;
const LOCAL_PORT =
  /(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])[: ](\d{2,5})\b|--?port[= ](\d{2,5})\b|:\/\/[^\s/:]{1,100}:(\d{2,5})\b|\/dev\/tcp\/[^\s/]{1,100}\/(\d{2,5})\b/g;

/** The patterns of this file, for the proof that they take linear time. */
export const HEALTH_COMMAND_PATTERNS: readonly RegExp[] = [SHELL_WORDS, LOCAL_PORT];

/** Reads a health command by its first word; undefined where there is none: `NONE` switches the check off. */
export function readHealthCommand([first, ...rest]: readonly string[]): HealthCommand | undefined {
  if (first === undefined || first === 'NONE') return undefined;
  const by = first === 'CMD' ? 'exec' : 'shell';
  const words = first === 'CMD' || first === 'CMD-SHELL' ? rest : [first, ...rest];
  const text = words.join(' ').trim();
  if (text === '') return undefined;
  return { text, by, program: (by === 'exec' ? words[0] : text.split(/\s/, 1)[0]) ?? '' };
}

/** Why a health command can never succeed, whatever the container does; undefined where nothing speaks against it. */
export function flawOfHealthCommand(command: readonly string[]): string | undefined {
  const [first, ...words] = command;
  if (first !== 'CMD' || words.length === 0) return undefined;
  const [only, ...others] = words;
  if (only !== undefined && others.length === 0 && /\s/.test(only.trim())) {
    return `CMD takes "${only.trim().split(/\s/, 1)[0]} ..." for the name of one program: a command line needs CMD-SHELL`;
  }
  const shells = /^(?:\/\S{1,40}\/)?(?:ba|da|a)?sh$/.test(only ?? '');
  const misread = words.find((word) => SHELL_WORDS.test(word));
  if (misread === undefined || shells) return undefined;
  return `CMD hands ${misread} to ${only} as an argument: only CMD-SHELL goes through a shell`;
}

/** The ports of the container itself that a health command asks. */
export function portsOfHealthCommand(command: readonly string[]): readonly number[] {
  const text = readHealthCommand(command)?.text ?? '';
  const ports = [...text.matchAll(LOCAL_PORT)].map(([, ...groups]) => Number(groups.find((group) => group)));
  return [...new Set(ports)];
}
