import { formatDate, formatTime } from '../functions/event/format-time.ts';
import type { Failure } from '../functions/incident/failure.ts';
import { sanitiseLine } from '../functions/report/sanitise-text.ts';

const MOST_COLUMNS = 100;
const GAP = '  ';
const HEADINGS = ['TIME (UTC)', 'SERVICE', 'CLUSTER', 'CAUSE', 'TOLD'] as const;
/** Names give way where a line would be too long: those of services and clusters. */
const ELASTIC = [1, 2] as const;
const SHORTEST_NAME = 8;

/** Lists failures one a line, in at most 100 columns. */
export function historyTable(failures: readonly Failure[]): string {
  const rows = [HEADINGS, ...failures.map(cellsOf)];
  const widths = narrow(HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))));
  return rows
    .map((cells) => cells.map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0)))
    .map((cells) => cells.join(GAP).trimEnd())
    .join('\n');
}

function cellsOf(failure: Failure): readonly string[] {
  const { workload, at, cause } = failure;
  const name = workload.kind === 'host' ? `host ${workload.name}` : workload.name;
  return [`${formatDate(at)} ${formatTime(at)}`, name, workload.cluster, cause, toldOf(failure)].map(sanitiseLine);
}

function toldOf({ toldAt, muted, treatment }: Failure): string {
  if (toldAt !== undefined) return 'yes';
  if (muted) return 'muted';
  return treatment === 'digest' ? 'digest' : 'counted';
}

function narrow(wanted: readonly number[]): readonly number[] {
  const widths = [...wanted];
  const total = (): number => widths.reduce((sum, width) => sum + width, (widths.length - 1) * GAP.length);
  while (total() > MOST_COLUMNS) {
    const [widest] = [...ELASTIC].sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (widest === undefined || (widths[widest] ?? 0) <= SHORTEST_NAME) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
