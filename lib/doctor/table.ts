import { styleText } from 'node:util';
import { exitCodes } from '../errors.ts';
import { alignColumns } from '../report/table.ts';
import type { Finding } from './finding.ts';

const marks = { ok: '✔', failed: '✘', warning: '!', skipped: '-' } as const;
const colours = { ok: 'green', failed: 'red', warning: 'yellow', skipped: 'gray' } as const;
const mostOfAKind = 3;

interface Row {
  readonly cells: readonly [string, string, string];
  readonly status: Finding['status'];
  readonly below: readonly string[];
}

/**
 * A row for each finding, with what mends it below. A cluster may have thousands of nodes: where a check went well for more
 * than three, one row tells of all; of what failed for one reason three are shown and the others named.
 */
export function findingTable(findings: readonly Finding[], hasColours: boolean): string {
  const rows = [...Map.groupBy(findings, ({ check }) => check).values()].flatMap((all) => [
    ...good(all.filter(({ status }) => status === 'ok')),
    ...bad(all.filter(({ status }) => status !== 'ok')),
  ]);
  const lines = alignColumns(rows.map(({ cells }) => cells))
    .trimEnd()
    .split('\n');
  return rows
    .map(({ status, below }, index) => {
      const line = lines[index] ?? '';
      const shown = hasColours ? styleText(colours[status], line, { validateStream: false }) : line;
      return [shown, ...below.map((words) => `    ${words}`)].map((text) => `${text}\n`).join('');
    })
    .join('');
}

/** The last line: how many there were of each kind, and whether a run would work. */
export function closingLine(findings: readonly Finding[], exitCode: number): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const counts = `${count('ok')} ok, ${count('warning')} to look at, ${count('failed')} failed, ${count('skipped')} skipped`;
  if (exitCode === exitCodes.done) return `${counts}: a run would work`;
  return exitCode === exitCodes.tooFewNodes
    ? `${counts}: a run would miss nodes, and end with ${exitCode} where too few answer`
    : `${counts}: a run would end with exit code ${exitCode}`;
}

function good(all: readonly Finding[]): Row[] {
  const [first] = all;
  if (!first || all.length <= mostOfAKind) return all.map((finding) => rowOf(finding, []));
  return [rowOf({ ...first, of: `all ${all.length}`, says: `as ${first.of}: ${first.says}` }, [])];
}

function bad(all: readonly Finding[]): Row[] {
  const kinds = Map.groupBy(all, ({ status, cause, remedy }) => JSON.stringify([status, cause, remedy]));
  return [...kinds.values()].flatMap((kind) => {
    const shown = kind.slice(0, mostOfAKind);
    const others = kind.slice(mostOfAKind).map(({ of }) => of);
    const more =
      others.length === 0
        ? []
        : [
            `… and ${others.length} more in the same way: ${others.slice(0, 20).join(', ')}${others.length > 20 ? ', …' : ''}`,
          ];
    const remedy = kind[0]?.remedy === undefined ? [] : [kind[0].remedy];
    return shown.map((finding, index) =>
      rowOf(finding, index === shown.length - 1 ? [...more, ...remedy] : []),
    );
  });
}

function rowOf({ check, of, status, says }: Finding, below: readonly string[]): Row {
  const [line = '', ...more] = says.split('\n');
  return { cells: [`${marks[status]} ${check}`, of, line], status, below: [...more, ...below] };
}
