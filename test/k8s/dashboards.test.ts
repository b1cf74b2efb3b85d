import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { alertInfluxql, alertRules, alerts, lookBackOf } from '../../k8s/dashboards/alerts.ts';
import { boards } from '../../k8s/dashboards/boards.ts';
import { influxqlOf, variableInfluxql } from '../../k8s/dashboards/influxql.ts';
import { render } from '../../k8s/dashboards/render.ts';
import { leastStepMinutes, linesOf, type Shown } from '../../k8s/dashboards/shown.ts';
import { heldByPods, type Point, type Value } from '../oracle/expected.ts';
import { pointsOfNode } from '../oracle/of-node.ts';
import { linesOfPanel } from '../oracle/panel.ts';
import { interpolated, type Shaping } from '../setup/grafana.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { podObjects } from '../simulator/pods.ts';
import { scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const cluster = 'here/there (1)';
const minuteMs = 60_000;
const runs = 6;
const written = new URL('../../k8s/components/grafana/', import.meta.url);

describe('the dashboards', () => {
  let simulator: Simulator;
  let influx: Part;
  let truth: Point[];
  let span: { fromMs: number; toMs: number };

  before(async () => {
    influx = await startInfluxDb();
    simulator = await startSimulator({
      nodes: 3,
      podsPerNode: 12,
      clock: simulatorClock(-(runs + 1) * minuteMs),
    });
    simulator.clock.freeze();
    await query(influx.url, '', 'CREATE DATABASE k8s');
    truth = [];
    for (let run = 0; run < runs; run++) {
      simulator.clock.advance(minuteMs);
      const minute = Math.floor(simulator.clock.now() / minuteMs);
      // The later ones in two shards, which the panels have to add up.
      if (run < 3) await scrape(cluster, minute);
      else for (const shard of ['0/2', '1/2']) await scrape(cluster, minute, 'k8s', { SHARD: shard });
      truth.push(...truthOf(minute * minuteMs));
    }
    // Another cluster in the same database is never to be seen, be its names the same or others.
    await scrape('elsewhere', Math.floor(simulator.clock.now() / minuteMs));
    const pod =
      'cluster=elsewhere,namespace=strange,node=stranger,pod=strange,workload=strange,workload_kind=Pod';
    await write('k8s', [
      'kube_node,cluster=elsewhere,node=stranger process_count=1i',
      'kube_namespace,cluster=elsewhere,namespace=strange pods=1i',
      `kube_pod,${pod} restarts_total=1i`,
      `kube_container,${pod},container=strange restarts_total=1i`,
    ]);
    for (const measurement of ['heapline_run', 'heapline_node'])
      truth.push(
        ...(await points(influx.url, 'k8s', measurement)).filter(({ tags }) => tags['cluster'] === cluster),
      );
    span = { fromMs: simulator.clock.now() - 2 * runs * minuteMs, toMs: Date.now() + minuteMs };
  });

  after(async () => {
    simulator.close();
    await influx.stop();
  });

  for (const board of boards) {
    it(`${board.title}: is what Grafana is given, and each query is that of its panel`, () => {
      const rendered = render(board);
      const file = readFileSync(new URL(`dashboards/${board.uid}.json`, written), 'utf8');
      assert.equal(file, `${JSON.stringify(rendered, undefined, 2)}\n`, 'run `npm run dashboards`');
      const panels = (
        JSON.parse(file) as { panels: { type: string; title: string; targets?: { query: string }[] }[] }
      ).panels;
      assert.deepEqual(
        panels
          .filter(({ type }) => type !== 'row')
          .map(({ title, targets = [] }) => [title, targets.map(({ query }) => query)]),
        board.rows.flatMap(({ panels }) =>
          panels.map(({ title, shown }) => [title, shown.map((one) => influxqlOf(one))]),
        ),
      );
    });

    it(`${board.title}: the numbers of every panel are those that kubelets served`, async (test) => {
      let queries = 0;
      for (const { title, shown } of board.rows.flatMap(({ panels }) => panels)) {
        let rows = 0;
        for (const one of shown) {
          const intervalMs = leastStepMinutes(one) * minuteMs;
          let found = 0;
          for (const variables of choices()) {
            found += await compare(one, { ...span, intervalMs, variables });
            queries++;
          }
          assert.ok(found > 0 || one === whyNot, `${title}: ${influxqlOf(one)} finds nothing`);
          rows += found;
        }
        test.diagnostic(`${board.title} / ${title}: ${shown.length} queries, ${rows} rows, mismatches 0`);
      }
      test.diagnostic(`${board.title}: ${queries} queries asked`);
    });

    it(`${board.title}: every variable offers what there is, and narrows those behind it`, async () => {
      for (const variables of choices())
        for (const variable of ['cluster', ...board.variables] as const) {
          const influxql = interpolated(variableInfluxql(variable), {
            ...span,
            intervalMs: minuteMs,
            variables,
          });
          const answer = await query(influx.url, 'k8s', influxql);
          const found = answer.flatMap(({ values }) => values.map(([, value]) => value));
          const { measurement, behind } = offers[variable];
          const chosen = truth.filter(
            (point) =>
              point.measurement === measurement &&
              behind.every((name) => variables[name]?.includes(point.tags[name] ?? '') ?? true),
          );
          const expected = [...new Set(chosen.map(({ tags }) => tags[variable]))];
          if (variable === 'cluster') expected.push('elsewhere');
          assert.deepEqual([...found].sort(), expected.sort(), influxql);
        }
    });
  }

  it('an alert fires for what is out of order, and for nothing else', async () => {
    simulator.set('node-3', { fault: 'reset' });
    simulator.clock.advance(minuteMs);
    await query(influx.url, '', 'CREATE DATABASE alerts');
    await scrape('alerts', Math.floor(simulator.clock.now() / minuteMs), 'alerts');
    simulator.set('node-3', {});
    assert.deepEqual(await firing('alerts', 'heapline-node-not-scraped'), ['node-3']);
    assert.deepEqual(await firing('alerts', 'heapline-run-failing'), []);
    assert.deepEqual(await firing('alerts', 'heapline-samples-stand-still'), []);
    const why = interpolated(influxqlOf(whyNot), {
      ...span,
      intervalMs: minuteMs,
      variables: { cluster: ['alerts'], node: undefined },
    });
    const causes = await query(influx.url, 'alerts', why);
    assert.deepEqual(
      causes.map(({ tags, values }) => [tags['node'], values[0]?.[1]]),
      [['node-3', 'reset']],
    );
  });

  it('an alert fires where a volume fills up, runs fail, or there are none any more', async () => {
    await query(influx.url, '', 'CREATE DATABASE trouble');
    const volume = (pvc: string, used: number) =>
      `kube_volume,cluster=a,namespace=data,pod=p,volume=v,pvc=${pvc} used_bytes=${used}i,capacity_bytes=100i`;
    const now = Date.now();
    await write('trouble', [
      volume('full', 91),
      volume('roomy', 89),
      `heapline_run,cluster=broken exit_code=4i ${now - 60_000}`,
      `heapline_run,cluster=mended exit_code=4i ${now - 120_000}`,
      `heapline_run,cluster=mended exit_code=0i ${now - 60_000}`,
      ...[30, 40, 50].map(
        (minutes) => `heapline_run,cluster=silent exit_code=0i ${now - minutes * minuteMs}`,
      ),
      ...[0, 10, 20, 30].flatMap((minutes) => [
        `heapline_run,cluster=lively exit_code=0i ${now - minutes * minuteMs}`,
        `heapline_run,cluster=half,shard=0/2 exit_code=0i ${now - minutes * minuteMs}`,
      ]),
      `heapline_run,cluster=half,shard=1/2 exit_code=0i ${now - 30 * minuteMs}`,
    ]);
    assert.deepEqual(await firing('trouble', 'heapline-volume-fills-up'), ['full']);
    assert.deepEqual(await firing('trouble', 'heapline-run-failing'), ['broken']);
    const noRuns = await firing('trouble', 'heapline-no-runs');
    assert.ok(noRuns.includes('silent') && !noRuns.includes('lively'), noRuns.join(' '));
    assert.equal(noRuns.filter((cluster) => cluster === 'half').length, 1, 'one shard of two');
  });

  it('an alert fires where samples stand still', async () => {
    simulator.clock.advance(-10 * minuteMs);
    await query(influx.url, '', 'CREATE DATABASE still');
    await scrape('still', Math.floor(Date.now() / minuteMs), 'still');
    assert.deepEqual(await firing('still', 'heapline-samples-stand-still'), ['node-1', 'node-2', 'node-3']);
    assert.deepEqual(await firing('still', 'heapline-node-not-scraped'), []);
  });

  it('the rules of the alerts are what Grafana is given', () => {
    const file = readFileSync(new URL('alerting/rules.json', written), 'utf8');
    assert.equal(file, `${JSON.stringify(alertRules(), undefined, 2)}\n`, 'run `npm run dashboards`');
  });

  /** What the rule fires for. */
  async function firing(database: string, uid: string): Promise<(string | undefined)[]> {
    const alert = alerts.find((one) => one.uid === uid)!;
    const toMs = Date.now();
    const fromMs = toMs - lookBackOf(alert) * 1000;
    const influxql = interpolated(alertInfluxql(alert), {
      fromMs,
      toMs,
      intervalMs: minuteMs,
      variables: {},
    });
    const newest = (await query(influx.url, database, influxql)).map(({ tags, values }) => ({
      tags,
      value: Number(values.at(-1)?.[1]),
    }));
    assert.ok(newest.length > 0, uid);
    return newest
      .filter(({ value }) => ('above' in alert.is ? value > alert.is.above : value < alert.is.below))
      .map(({ tags }) => tags['node'] ?? tags['pvc'] ?? tags['cluster'])
      .sort();
  }

  async function write(database: string, lines: readonly string[]): Promise<void> {
    const response = await fetch(`${influx.url}/write?db=${database}&precision=ms`, {
      method: 'POST',
      body: lines.join('\n'),
    });
    assert.equal(response.status, 204, await response.text());
  }

  async function scrape(
    name: string,
    minute: number,
    database = 'k8s',
    more: Record<string, string> = {},
  ): Promise<void> {
    const { code, stderr } = await runHeapline(['scrape'], {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: influx.url,
      INFLUX_DATABASE: database,
      METRICS: 'all',
      CLUSTER_NAME: name,
      JOB_NAME: `heapline-${minute}`,
      ...more,
    });
    assert.equal(code, 0, stderr);
  }

  /** What the last run has to have written, sums included. */
  function truthOf(runMs: number): Point[] {
    const newest = new Map(simulator.served().map((one) => [one.node, one]));
    const ofNodes = [...newest.values()].map((served) => {
      const node = simulator.nodes.find(({ name }) => name === served.node)!;
      const pods = podObjects(node, simulator.world, served.atMs);
      return { pods, own: pointsOfNode(node, simulator.truth(served), pods, cluster) };
    });
    const own = ofNodes.flatMap((node) => node.own);
    const pods = ofNodes.flatMap((node) => node.pods) as { metadata: { namespace: string } }[];
    const of = (measurement: string, namespace?: string) =>
      own.filter(
        (point) =>
          point.measurement === measurement &&
          (namespace === undefined || point.tags['namespace'] === namespace),
      );
    const sums = (namespace: string | undefined) => ({
      ...sumOf(of('kube_pod', namespace), [
        'cpu_usage_nanocores',
        'memory_usage_bytes',
        'memory_working_set_bytes',
      ]),
      ...heldByPods(
        pods.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
      ),
      pods: of('kube_pod', namespace).length,
      // The one that waits for a node.
      pods_without_stats: namespace === undefined || namespace === 'team-a' ? 1 : 0,
    });
    const nodes = of('kube_node');
    const capacity = ['capacity', 'allocatable'].flatMap((which) => [
      `${which}_millicpu_cores`,
      `${which}_memory_bytes`,
    ]);
    const ofUsage = sumOf(nodes, ['cpu_usage_nanocores', 'memory_usage_bytes', 'memory_working_set_bytes']);
    const ofNodesTogether = Object.fromEntries(
      Object.entries(ofUsage).map(([field, value]) => [`node_${field}`, value]),
    );
    const namespaces = [...new Set(pods.map(({ metadata }) => metadata.namespace))];
    return [
      ...own,
      {
        measurement: 'kube_cluster',
        tags: { cluster },
        timeMs: runMs,
        fields: {
          ...sums(undefined),
          ...ofNodesTogether,
          ...sumOf(nodes, capacity),
          node_allocatable_memory_bytes: sumOf(nodes, ['allocatable_memory_bytes'])[
            'allocatable_memory_bytes'
          ]!,
          nodes: nodes.length,
        },
      },
      ...namespaces.map((namespace) => ({
        measurement: 'kube_namespace',
        tags: { cluster, namespace },
        timeMs: runMs,
        fields: sums(namespace),
      })),
    ];
  }

  /** All of everything, and one pod’s way down. */
  function choices(): Shaping['variables'][] {
    const { tags } = truth.find(
      ({ measurement, tags }) => measurement === 'kube_volume' && tags['pvc'] !== undefined,
    )!;
    const [node, namespace, workload, pod] = [
      tags['node']!,
      tags['namespace']!,
      tags['workload']!,
      tags['pod']!,
    ];
    const all = {
      node: undefined,
      namespace: undefined,
      workload: undefined,
      pod: undefined,
      container: undefined,
    };
    const chosen = {
      node: [node],
      namespace: [namespace, 'nowhere'],
      workload: [workload],
      pod: [pod],
      container: undefined,
    };
    return [all, chosen].map((variables) => ({ cluster: [cluster], ...variables }));
  }

  async function compare(shown: Shown, shaping: Shaping): Promise<number> {
    const influxql = interpolated(influxqlOf(shown), shaping);
    const expected = linesOfPanel(shown, truth, shaping.variables, shaping.intervalMs);
    const series = await query(influx.url, 'k8s', influxql);
    const keyOf = (tags: Readonly<Record<string, string>>) =>
      linesOf(shown)
        .map((tag) => tags[tag] ?? '')
        .join('\n');
    assert.deepEqual(series.map(({ tags }) => keyOf(tags)).sort(), [...expected.keys()].sort(), influxql);
    let rows = 0;
    for (const { tags, values } of series) {
      const line = expected.get(keyOf(tags))!;
      assert.deepEqual(
        values.map(([time]) => time),
        [...line.keys()].sort((a, b) => a - b),
        influxql,
      );
      for (const [time, value] of values) isNear(value, line.get(Number(time)), `${influxql} ${keyOf(tags)}`);
      rows += values.length;
    }
    return rows;
  }
});

/** Where a variable's values come from, and which are chosen before it. */
const offers = {
  cluster: { measurement: 'heapline_run', behind: [] },
  node: { measurement: 'kube_node', behind: [] },
  namespace: { measurement: 'kube_namespace', behind: [] },
  workload: { measurement: 'kube_pod', behind: ['namespace'] },
  pod: { measurement: 'kube_pod', behind: ['namespace', 'workload'] },
  container: { measurement: 'kube_container', behind: ['namespace', 'pod'] },
} as const;

const whyNot = boards
  .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap(({ shown }) => shown)))
  .find(({ field }) => field === 'cause')!;

function isNear(found: Value | null | undefined, expected: number | undefined, words: string): void {
  const distance = Math.abs(Number(found) - Number(expected));
  assert.ok(
    distance <= 1e-9 * Math.max(1, Math.abs(Number(expected))),
    `${words}: ${String(found)}, and it is ${String(expected)}`,
  );
}

function sumOf(points: readonly Point[], fields: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    fields.map((field) => [field, points.reduce((sum, point) => sum + Number(point.fields[field] ?? 0), 0)]),
  );
}
