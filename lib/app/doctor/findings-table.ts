import { styleText } from 'node:util';
import { exitCodes } from '../../errors/app-error.ts';
import { alignColumns } from '../../util/align-columns.ts';
import type { Finding } from './finding.ts';

const marks = { ok: '✔', failed: '✘', warning: '!', skipped: '-' } as const;
const colours = { ok: 'green', failed: 'red', warning: 'yellow', skipped: 'gray' } as const;
const maxShownPerKind = 3;

interface Row {
  readonly cells: readonly [string, string, string];
  readonly status: Finding['status'];
  readonly below: readonly string[];
}

/**
 * A row for each finding, with its remedy below. Equal results of many nodes are one row, of different ones
 * three are shown, and failures with the same remedy show it once.
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

/** The closing line: counts by status, and whether a run would work. */
export function closingLine(findings: readonly Finding[], exitCode: number): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const counts = `${count('ok')} ok, ${count('warning')} warnings, ${count('failed')} failed, ${count('skipped')} skipped`;
  if (exitCode === exitCodes.done) return `${counts}: a run would work`;
  return exitCode === exitCodes.tooFewNodes
    ? `${counts}: a run would not have every node’s numbers (exit code ${exitCode})`
    : `${counts}: a run would end with exit code ${exitCode}`;
}

function good(all: readonly Finding[]): Row[] {
  const groups = [...Map.groupBy(all, ({ says }) => says).values()];
  const same = groups.filter((group) => group.length > 1);
  const own = groups.flatMap((group) => (group.length === 1 ? group : []));
  const isLong = own.length > maxShownPerKind && own.every(({ isOfNode }) => isOfNode);
  const shown = isLong ? own.slice(0, maxShownPerKind) : own;
  const more = own.slice(shown.length).map(({ of }) => of);
  return [
    ...same.map((group) => {
      const [first] = group as [Finding];
      return rowOf(
        {
          ...first,
          of: named(
            group.map(({ of }) => of),
            2,
          ),
        },
        [],
      );
    }),
    ...shown.map((finding) => rowOf(finding, [])),
    ...(isLong && own[0] ? [rowOf({ ...own[0], of: named(more, 2), says: 'likewise' }, [])] : []),
  ];
}

/** The first names, and how many more there are. */
function named(names: readonly string[], max: number): string {
  const more = names.length - max;
  return more > 0 ? `${names.slice(0, max).join(', ')} and ${more} more` : names.join(', ');
}

function bad(all: readonly Finding[]): Row[] {
  const kinds = Map.groupBy(all, ({ status, cause, remedy }) => JSON.stringify([status, cause, remedy]));
  return [...kinds.values()].flatMap((kind) => {
    const shown = kind.slice(0, maxShownPerKind);
    const others = kind.slice(maxShownPerKind).map(({ of }) => of);
    const more =
      others.length === 0 ? [] : [`… and ${others.length} more in the same way: ${named(others, 20)}`];
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
