import assert from 'node:assert/strict';
import { type ExpectedPod, expectedUsages } from '../oracle/usage.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';
import { scrapeInto } from './scrape-into.ts';

const minuteMs = 60_000;

export const schemas = ['wide', 'heapster', 'heapster-fields'] as const;

export interface TwoScrapes {
  readonly simulator: Simulator;
  /** The expected usage of each node, and of its pods. */
  readonly nodes: readonly ReturnType<typeof expectedUsages>[];
  readonly pods: readonly ExpectedPod[];
  /** The settings that read it back. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A simulated cluster whose kubelets were asked twice, a minute apart, a few minutes ago. */
export async function twoScrapes(influxUrl: string, schema: (typeof schemas)[number]): Promise<TwoScrapes> {
  const database = schema.replace('-', '_');
  const firstMinute = Math.floor(Date.now() / minuteMs) - 4;
  const clock = simulatorClock(firstMinute * minuteMs + 20_000 - Date.now());
  clock.freeze();
  const simulator = await startSimulator({ nodes: 4, podsPerNode: 20, clock });
  for (const minute of [firstMinute, firstMinute + 1]) {
    const more: Record<string, string> = schema === 'wide' ? { METRICS: 'all' } : {};
    const ran = await scrapeInto(influxUrl, database, simulator.kubeconfig(scraper), {
      SCHEMA: schema,
      JOB_NAME: `heapline-${minute}`,
      ...more,
    });
    assert.equal(ran.code, 0, ran.stderr);
    if (minute === firstMinute) clock.advance(minuteMs);
  }
  const nodes = simulator.nodes.map(({ name }) => {
    const [old, now] = simulator.served().filter(({ node }) => node === name);
    return expectedUsages(simulator.truth(old!), simulator.truth(now!));
  });
  const pods = nodes.flatMap((node) => node.pods);
  assert.ok(pods.length > 70 && pods.length < 80, 'some have come since the first run');
  const environment = {
    INFLUX_URL: influxUrl,
    INFLUX_DATABASE: database,
    SCHEMA: schema,
    // However long the tests take.
    MAX_AGE_S: '3600',
  };
  return { simulator, nodes, pods, environment };
}
