import { type Point, pointKey } from '../oracle/expected.ts';
import type { Plan } from './plan.ts';

/** What was seen of a plan's runs. */
export interface Seen {
  readonly runs: readonly {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
    readonly durationMs: number;
  }[];
  readonly durationMs: number;
  readonly found: readonly Point[];
  /** `heapline_node`, `heapline_run`, `kube_cluster` and `kube_namespace`. */
  readonly written: readonly Point[];
  readonly nodes: readonly string[];
  /** What must stand in the database of a node that gave its numbers. */
  readonly expectedOf: (node: string) => readonly Point[];
  readonly secrets: readonly string[];
  readonly mostRssBytes: number;
}

export interface Verdict {
  /** What is wrong, in words; empty for a run as it should be. */
  readonly wrong: readonly string[];
  readonly expected: number;
  readonly found: number;
  readonly duplicated: number;
  /** Not there, and never said to be lost. */
  readonly lost: number;
  /** Not there, as the run itself says: InfluxDB did not come back in time. */
  readonly givenUp: number;
  /** Not there, as InfluxDB itself decided. */
  readonly refused: number;
  readonly peakRssBytes: number;
}

// From the first line of a process to the deadline's own start, and from the deadline to the exit, on a busy machine.
const slackMs = 6_000;

/** Compares what was seen with what the plan and the simulator's truth ask for. It knows nothing of heapline's own code. */
export function judge(plan: Plan, seen: Seen): Verdict {
  const wrong: string[] = [];
  const say = (holds: boolean, words: string) => {
    if (!holds) wrong.push(words);
  };
  const logs = seen.runs.map(({ stderr }) => eventsOf(stderr));
  for (const [index, run] of seen.runs.entries()) {
    const log = logs[index] ?? [];
    const limitMs = plan.runTimeoutMs + slackMs;
    say(run.durationMs < limitMs, `it took ${Math.round(run.durationMs)} ms, more than ${limitMs}`);
    const wanted = exitCodesOf(plan, seen.nodes, log);
    say(wanted.includes(run.code), `exit code ${String(run.code)}, not ${wanted.join(' or ')}`);
    for (const secret of seen.secrets) say(!(run.stderr + run.stdout).includes(secret), 'a secret was told');
    wrong.push(...wrongWords(plan, seen.nodes, log));
  }
  const peakRssBytes = Math.max(0, ...logs.map((log) => numberOf(finishOf(log)?.['peakRssBytes'])));
  say(peakRssBytes < seen.mostRssBytes, `it took ${Math.round(peakRssBytes / 2 ** 20)} MiB`);
  wrong.push(...wrongNodePoints(plan, seen, logs));
  for (const { stderr } of seen.runs)
    for (const line of stderr.split('\n'))
      say(line === '' || line.startsWith('{'), `a line of the log is none: ${line.slice(0, 100)}`);
  const points = comparePoints(plan, seen, logs, say);
  return { wrong, ...points, peakRssBytes };
}

type Log = readonly Readonly<Record<string, unknown>>[];

function exitCodesOf(plan: Plan, nodes: readonly string[], log: Log): readonly (number | null)[] {
  const { api, influx, process } = plan;
  if (process?.closesStdout) return [0];
  if (api?.code !== undefined) return [3];
  const failed = failuresOf(log);
  // A signal before there were nodes: nothing was written, nor could it fail.
  if (process?.signal && log.some(({ code }) => code === 'api_cut_short')) return [3];
  if (influx?.code !== undefined) return [2];
  if (influx?.lossCause !== undefined) return [5];
  // What a signal leaves undone is known from the run alone.
  if (process?.signal) return finishOf(log) ? [shareOf(plan, nodes, failed)] : [3];
  const planned = new Set(
    [...plan.nodes].flatMap(([name, { cause }]) => (cause === undefined ? [] : [name])),
  );
  return [shareOf(plan, nodes, planned)];
}

/** 4 where fewer than half of the Ready nodes are up. */
function shareOf(plan: Plan, nodes: readonly string[], failed: { has: (name: string) => boolean }): number {
  const ready = nodes.filter((name) => plan.nodes.get(name)?.kind !== 'kubelet not-ready');
  return ready.filter((name) => !failed.has(name)).length < ready.length / 2 ? 4 : 0;
}

/** Every fault is told with its cause and something that mends it, and nothing else is. */
function wrongWords(plan: Plan, nodes: readonly string[], log: Log): string[] {
  const wrong: string[] = [];
  const failed = failuresOf(log);
  const failure = log.find(({ event }) => event === 'failed');
  const code = failure && textOf(failure['code']);
  const wanted = plan.api?.code ?? plan.influx?.code;
  const isEarly = plan.process?.signal !== undefined;
  if (wanted !== undefined && code !== wanted) wrong.push(`told as ${code ?? 'nothing'}, not ${wanted}`);
  if (wanted === undefined && code !== undefined && !(isEarly && code === 'api_cut_short'))
    wrong.push(`told as ${code}`);
  if (plan.api?.code !== undefined || plan.process?.closesStdout || (isEarly && !finishOf(log))) return wrong;
  const lossCause = textOf(finishOf(log)?.['lossCause']);
  if (plan.influx?.code === undefined && lossCause !== plan.influx?.lossCause)
    wrong.push(`the loss was told as ${lossCause ?? 'none'}, not ${plan.influx?.lossCause ?? 'none'}`);
  for (const name of nodes) {
    const told = failed.get(name);
    const cause = plan.nodes.get(name)?.cause;
    const endsEarly = isEarly || plan.influx?.code !== undefined;
    const mayBeCut = (endsEarly && told === 'cut_short') || (plan.influx?.code !== undefined && !told);
    if (told !== cause && !mayBeCut) wrong.push(`${name} was told as ${told ?? 'up'}, not ${cause ?? 'up'}`);
  }
  for (const { event, remedy } of log)
    if (event === 'node_failed' || event === 'failed')
      if (typeof remedy !== 'string' || remedy.length < 20) wrong.push('a failure without a remedy');
  for (const [name, { kind }] of plan.nodes)
    if (kind === 'kubelet spoiled' && !failed.has(name) && plan.influx?.code === undefined && !isEarly)
      if (!log.some(({ event, node }) => event === 'values_refused' && node === name))
        wrong.push(`${name}: what was left out was not told`);
  return wrong;
}

/** What stands in `heapline_node` is what was told: so dashboards know the same causes. */
function wrongNodePoints(plan: Plan, { written, nodes }: Seen, logs: readonly Log[]): string[] {
  const [log = []] = logs;
  const isAllWritten =
    finishOf(log) !== undefined && plan.influx?.lossCause === undefined && !plan.process?.closesStdout;
  if (!isAllWritten)
    return written.length === 0 || plan.influx ? [] : ['heapline_node of a run that had no way'];
  return nodes.flatMap((name) => {
    const own = written.filter(
      ({ measurement, tags }) => measurement === 'heapline_node' && tags['node'] === name,
    );
    const told = logs
      .map(failuresOf)
      .map((failed) => `${failed.has(name) ? 0 : 1} ${failed.get(name) ?? 'no cause'}`);
    const wrong = own.filter(
      ({ fields }) => !told.includes(`${String(fields['up'])} ${String(fields['cause'] ?? 'no cause')}`),
    );
    if (own.length === 0) return [`heapline_node has nothing of ${name}`];
    return wrong.map(
      ({ fields }) => `heapline_node: ${name} is ${String(fields['cause'])}, not ${told.join(' or ')}`,
    );
  });
}

function comparePoints(
  plan: Plan,
  seen: Seen,
  logs: readonly Log[],
  say: (holds: boolean, words: string) => void,
) {
  const none = { expected: 0, found: 0, duplicated: 0, lost: 0, givenUp: 0, refused: 0 };
  if (plan.process?.closesStdout || plan.api?.code !== undefined) {
    say(own(seen).length === 0, 'there are points of a run that had no way');
    return none;
  }
  const isUp = (name: string) => logs.some((log) => finishOf(log) && !failuresOf(log).has(name));
  const expected = new Map<string, Point>();
  for (const name of seen.nodes.filter(isUp))
    for (const point of seen.expectedOf(name)) {
      const key = pointKey(point);
      expected.set(key, { ...point, fields: { ...expected.get(key)?.fields, ...point.fields } });
    }
  const found = new Map(own(seen).map((point) => [pointKey(point), point]));
  const refused = [...expected.values()].filter(
    ({ measurement, fields }) =>
      plan.influx?.isInConflict && measurement === 'kube_container' && 'memory_rss_bytes' in fields,
  );
  for (const point of refused) expected.delete(pointKey(point));
  const [log = []] = logs;
  const finish = finishOf(log);
  const refusedTold = numberOf(finish?.['pointsRefused']);
  if (finish)
    say(refusedTold === refused.length, `${refusedTold} points told as refused, not ${refused.length}`);

  const missing = [...expected.keys()].filter((key) => !found.has(key));
  const besides = [...found.keys()].filter((key) => !expected.has(key));
  const different = [...expected].filter(([key, { fields }]) => {
    const there = found.get(key);
    return there !== undefined && !isSame(fields, there.fields);
  });
  say(different.length === 0, `other fields than served: ${different[0]?.[0] ?? ''}`);
  // A run that could not write says so as a whole; one that lost points says how many.
  const hasGivenUp = plan.influx?.code !== undefined || plan.influx?.lossCause !== undefined;
  if (plan.influx?.code === undefined) say(besides.length === 0, `nobody served ${besides[0] ?? ''}`);
  const lost = hasGivenUp ? 0 : missing.length;
  say(lost === 0, `${lost} points are not there, the first ${missing[0] ?? ''}`);
  if (finish && logs.length === 1)
    wrongCounts(seen, finish, expected, refused.length, isUp).forEach((words) => say(false, words));
  return {
    expected: expected.size,
    found: expected.size - missing.length,
    duplicated: plan.influx?.code === undefined ? besides.length : 0,
    lost,
    givenUp: hasGivenUp ? missing.length : 0,
    refused: refused.length,
  };
}

/** What was written, refused and lost is all that there was, the sums and the run's own points among it. */
function wrongCounts(
  { found, written, nodes, runs }: Seen,
  finish: Log[number],
  expected: ReadonlyMap<string, Point>,
  refused: number,
  isUp: (name: string) => boolean,
): string[] {
  const wrong: string[] = [];
  const say = (holds: boolean, words: string) => {
    if (!holds) wrong.push(words);
  };
  const [took, lost] = [numberOf(finish['points']), numberOf(finish['pointsLost'])];
  const rows = own({ found }).length + written.length;
  say(took === rows, `${took} points told as written, and ${rows} are there`);
  const pods = [...expected.values()].filter(({ measurement }) => measurement === 'kube_pod');
  const namespaces = new Set(pods.map(({ tags }) => tags['namespace'])).add('team-a');
  const anyUp = nodes.some(isUp);
  // One of the cluster, one of each namespace, one of each node, one of the run.
  const sums = anyUp ? 1 + namespaces.size : 0;
  const all = expected.size + refused + sums + nodes.length + 1;
  say(took + refused + lost === all, `${took} written, ${refused} refused, ${lost} lost: not ${all} in all`);
  if (lost > 0) return wrong;
  const of = (name: string) => written.filter(({ measurement }) => measurement === name);
  say(of('heapline_run').length === 1, 'there is no heapline_run');
  say(
    of('heapline_run').every(({ fields }) => fields['exit_code'] === runs[0]?.code),
    `heapline_run has another exit code than ${String(runs[0]?.code)}`,
  );
  say(of('kube_cluster').length === (anyUp ? 1 : 0), 'there is no sum of the cluster');
  say(of('kube_namespace').length === sums - (anyUp ? 1 : 0), 'sums of namespaces are missing');
  say(
    of('kube_cluster').every(({ fields }) => fields['pods'] === pods.length),
    `the cluster’s sum is not of ${pods.length} pods`,
  );
  return wrong;
}

function isSame(one: Point['fields'], other: Point['fields']): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => String(one[key]) === String(other[key]));
}

function failuresOf(log: Log): Map<string, string> {
  return new Map(
    log
      .filter(({ event }) => event === 'node_failed')
      .map(({ node, cause }) => [String(node), String(cause)]),
  );
}

function finishOf(log: Log): Log[number] | undefined {
  return log.find(({ event }) => event === 'finished');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function eventsOf(stderr: string): Log {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Log[number]);
}

/** Without what stood there before, to be in conflict with. */
function own({ found }: Pick<Seen, 'found'>): readonly Point[] {
  return found.filter(({ tags }) => tags['node'] !== 'before');
}
