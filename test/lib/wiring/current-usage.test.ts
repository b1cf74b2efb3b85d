import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loaderOf } from '../../../lib/config/load-config.ts';
import { readingSettings } from '../../../lib/config/reading-settings.ts';
import { readingRules } from '../../../lib/config/setting-rules.ts';
import type { Host } from '../../../lib/model/host.ts';
import { textReporter } from '../../../lib/report/text-reporter.ts';
import { freshNodes, freshPods } from '../../../lib/wiring/fresh-usage.ts';
import { openReader } from '../../../lib/wiring/reader.ts';
import { query } from '../../setup/influx-query.ts';
import { startInfluxDb } from '../../setup/influxdb.ts';
import type { Part } from '../../setup/processes.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');
const minutesAgo = (minutes: number) => nowMs - minutes * 60_000;
const memory = 'memory_working_set_bytes=1048576i';

const ofNode = (node: string, cpuSeconds: number | undefined, minutes: number) => {
  const counter = cpuSeconds === undefined ? '' : `cpu_usage_core_nanoseconds=${cpuSeconds}000000000i,`;
  return `kube_node,cluster=c,node=${node} ${counter}allocatable_memory_bytes=9i ${minutesAgo(minutes)}`;
};
const ofPod = (node: string, pod: string, cpuSeconds: number, minutes: number) =>
  `kube_container,cluster=c,node=${node},namespace=ns,pod=${pod},container=c ` +
  `cpu_usage_core_nanoseconds=${cpuSeconds}000000000i,${memory} ${minutesAgo(minutes)}`;

describe('what is present', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  async function present(lines: readonly string[]) {
    await query(influx.url, '', 'DROP DATABASE k8s');
    await query(influx.url, '', 'CREATE DATABASE k8s');
    const response = await fetch(`${influx.url}/write?db=k8s&precision=ms`, {
      method: 'POST',
      body: lines.join('\n'),
    });
    assert.equal(response.status, 204, await response.text());
    const config = loaderOf(
      'top',
      readingSettings,
      readingRules,
    )({}, { INFLUX_URL: influx.url, CLUSTER_NAME: 'c' });
    const signal = new AbortController().signal;
    const host = { environment: {}, now: () => nowMs, interrupt: signal } as unknown as Host;
    const reading = openReader(config, host, textReporter(process.stderr, 'error'));
    try {
      const nodes = await freshNodes(reading, config, nowMs, signal);
      const pods = await freshPods(reading, config, nodes, nowMs, signal);
      return {
        nodes: nodes.map(({ node }) => node),
        pods: pods.map(({ name, parts }) => [name, parts[0].usage.nanoCores]),
      };
    } finally {
      reading.close();
    }
  }

  it('a pod that was seen last longer ago than MAX_AGE_S is not, though its node is', async () =>
    assert.deepEqual(
      await present([
        // Back after nine minutes: what is asked for goes back to before them.
        ofNode('returned', 1, 9),
        ofNode('returned', 2, 0.5),
        ofNode('steady', 1, 1.5),
        ofNode('steady', 2, 0.5),
        ofPod('steady', 'old', 1, 9),
        ofPod('steady', 'old', 2, 8),
        ofPod('steady', 'here', 1, 1.5),
        ofPod('steady', 'here', 31, 0.5),
      ]),
      { nodes: ['returned', 'steady'], pods: [['here', 0.5e9]] },
    ));

  it('pods are read where their node reports nothing of itself', async () =>
    assert.deepEqual(
      await present([
        ofNode('virtual', undefined, 1.5),
        ofNode('virtual', undefined, 0.5),
        ofPod('virtual', 'web', 1, 1.5),
        ofPod('virtual', 'web', 31, 0.5),
      ]),
      { nodes: ['virtual'], pods: [['web', 0.5e9]] },
    ));
});
