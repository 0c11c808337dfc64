import type { ExcerptLine } from '../opinion.ts';
import type { ReadLine } from './find-failures.ts';

const WIDEST = 300;
const LIBRARY =
  /node_modules|site-packages|dist-packages|node:|internal\/|\(module\.js|\(events\.js|\(net\.js|\(util\.js|\(vm\.js|java\.|javax\.|jdk\.|sun\.|org\.(?:springframework|apache|hibernate|eclipse|elasticsearch|jboss|gradle)|com\.(?:zaxxer|fasterxml|mysql)|io\.(?:netty|micrometer)|\/usr\/(?:local\/)?(?:lib|go)|\/go\/pkg|\/gems\/|\/rustc\/|\.cargo|\/vendor\/|System\.|Microsoft\.|<frozen|\bruntime\b|\/usr\/lib|\.\.\. \d/;

const cut = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

const isLibraryFrame = (line: ReadLine): boolean =>
  line.role === 'frame' && (LIBRARY.test(line.text) || /^\s*(?:\^|~)/.test(line.text));

const fold = (count: number, of: string): ExcerptLine => ({ text: `… ${count} ${of}`, decisive: false, folded: count });

/** Folds library frames, repeats and blanks of the lines from `from` to `to`; the decisive line always stays. */
const foldLines = (lines: readonly ReadLine[], from: number, to: number, decisive: number): ExcerptLine[] => {
  const out: ExcerptLine[] = [];
  let frames = 0;
  let repeats = 0;
  let inLibrary = false;
  const flush = () => {
    if (frames > 0) out.push(fold(frames, frames === 1 ? 'frame of a library' : 'frames of libraries'));
    if (repeats > 0) out.push(fold(repeats, repeats === 1 ? 'repeat' : 'repeats'));
    frames = 0;
    repeats = 0;
  };
  let before = '';
  for (let i = from; i <= to; i++) {
    const line = lines[i];
    if (line === undefined) continue;
    if (i !== decisive) {
      if (line.role === 'blank') continue;
      const isFile = line.text.trimStart().startsWith('File "');
      const isCode: boolean = inLibrary && line.text.startsWith('    ') && !isFile;
      inLibrary = isLibraryFrame(line) || isCode;
      if (inLibrary) {
        frames++;
        continue;
      }
      if (line.text === before) {
        repeats++;
        continue;
      }
    }
    flush();
    before = line.text;
    inLibrary = false;
    out.push({ text: cut(line.text), decisive: i === decisive, folded: 0, index: line.index });
  }
  flush();
  return out;
};

/** Quotes at most `limit` lines around the decisive one, else the end of the log. */
export function quoteLines(
  lines: readonly ReadLine[],
  block: { readonly from: number; readonly to: number; readonly decisive: number } | undefined,
  limit: number,
): readonly ExcerptLine[] {
  if (limit <= 0 || lines.length === 0) return [];
  if (block === undefined) return foldLines(lines, 0, lines.length - 1, -1).slice(-limit);
  const from = Math.max(0, Math.min(block.from, block.decisive) - 3);
  const folded = foldLines(lines, from, Math.max(block.to, block.decisive), block.decisive);
  const at = folded.findIndex((line) => line.decisive);
  if (folded.length <= limit) return folded;
  const after = Math.min(folded.length - 1 - at, Math.floor((limit - 1) / 2));
  const start = Math.max(0, at + after + 1 - limit);
  return folded.slice(start, start + limit);
}
