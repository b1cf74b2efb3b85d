import { styleText } from 'node:util';
import { alignColumns } from '../report/table.ts';
import type { Finding } from './finding.ts';

const marks = { ok: '✔', failed: '✘', warning: '!', skipped: '-' } as const;
const colours = { ok: 'green', failed: 'red', warning: 'yellow', skipped: 'gray' } as const;
const mostOfOneCheck = 3;

/**
 * A row for each finding, with what mends it below. Where a check went well for more than three, one row tells of all: a
 * cluster may have thousands of nodes.
 */
export function findingTable(findings: readonly Finding[], hasColours: boolean): string {
  const rows = summed(findings);
  const cells = rows.map(({ check, of, status, says }) => [`${marks[status]} ${check}`, of, says]);
  const lines = alignColumns(cells).trimEnd().split('\n');
  return rows
    .map(({ status, remedy }, index) => {
      const line = lines[index] ?? '';
      const shown = hasColours ? styleText(colours[status], line, { validateStream: false }) : line;
      return remedy === undefined ? `${shown}\n` : `${shown}\n    ${remedy}\n`;
    })
    .join('');
}

/** The last line: how many there were of each kind, and whether a run would work. */
export function closingLine(findings: readonly Finding[], exitCode: number): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const verdict =
    exitCode === 0 ? 'a run would work' : `a run would end with exit code ${exitCode}, or without some nodes`;
  return `${count('ok')} ok, ${count('warning')} to look at, ${count('failed')} failed, ${count('skipped')} skipped: ${verdict}`;
}

function summed(findings: readonly Finding[]): Finding[] {
  const rows: Finding[] = [];
  for (const [check, all] of Map.groupBy(findings, (finding) => finding.check)) {
    const good = all.filter(({ status }) => status === 'ok');
    if (good.length > mostOfOneCheck)
      rows.push({
        check,
        of: `${good.length} of ${all.length}`,
        status: 'ok',
        says: `as ${good[0]?.of}: ${good[0]?.says}`,
      });
    rows.push(...(good.length > mostOfOneCheck ? all.filter(({ status }) => status !== 'ok') : all));
  }
  return rows;
}
