import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { loaderOf } from '../../../../lib/config/load-config.ts';
import { rules } from '../../../../lib/config/setting-rules.ts';
import { settings } from '../../../../lib/config/scrape-settings.ts';
import { openInflux } from '../../../../lib/wiring/influx.ts';
import { openRateLoader } from '../../../../lib/app/scrape/rate-loader.ts';
import { startDeadlines } from '../../../../lib/wiring/deadlines.ts';
import { nodeFacts } from '../../../setup/facts.ts';
import { listen } from '../../../simulator/listen.ts';

const loadConfig = loaderOf('scrape', settings, rules);

const targets = Array.from({ length: 60 }, (_, index) => {
  const name = `node-${index}`;
  const node = {
    name,
    isReady: true,
    addresses: [],
    kubeletPort: 1,
    kubeletVersion: undefined,
    facts: nodeFacts(),
  };
  return { node, origin: undefined, pathPrefix: '', serverName: undefined };
});

describe('the previous samples', () => {
  let queries = 0;
  let delayMs = 20;
  let answer = '{"results":[]}';
  let server: Awaited<ReturnType<typeof listen>>;
  before(async () => {
    server = await listen('127.0.0.1', 0, undefined, (_, response) => {
      queries++;
      void sleep(delayMs).then(() => response.end(answer));
    });
  });
  after(() => server.close());

  const open = (now = Date.now) => {
    queries = 0;
    const warnings: string[] = [];
    const config = loadConfig(
      {},
      {
        SCHEMA: 'heapster',
        INFLUX_URL: `http://127.0.0.1:${server.port}`,
        CONCURRENCY: '2',
        SWEEP_TIMEOUT_MS: '4000',
      },
    );
    const host = { environment: {}, now: Date.now };
    const nothing = () => undefined;
    const reporter = {
      note: nothing,
      warn: (words: string) => void warnings.push(words),
      started: nothing,
      nodeDone: nothing,
      finished: nothing,
      failed: nothing,
    };
    const influx = openInflux(config, host, reporter);
    const limits = startDeadlines(config, {
      now: Date.now,
      interrupt: new AbortController().signal,
      shortOfMemory: new AbortController().signal,
    });
    return { warnings, rates: openRateLoader(config, influx, targets, 60_000, limits, reporter, now) };
  };

  it('are queried for ten nodes at a time', async () => {
    const { rates, warnings } = open();
    await Promise.all(targets.map((target) => rates.fetch(target)));
    assert.deepEqual([queries, warnings], [6, []]);
  });

  it('may be waited for during a quarter of the scrape, summed over all slots', () => {
    let nowMs = 0;
    const { rates, warnings } = open(() => nowMs);
    const waitFor = (ms: number) => {
      const ends = [rates.wait(), rates.wait()];
      nowMs += ms;
      ends.forEach((end) => end());
    };
    // Two places of four seconds each.
    waitFor(999);
    assert.deepEqual(warnings, []);
    waitFor(1);
    assert.equal(warnings.length, 1);
  });

  it('are left out where a query takes more than 5 s', async (t) => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    t.mock.method(AbortSignal, 'timeout', (ms: number) => timeout(ms === 5_000 ? 20 : ms));
    const { rates, warnings } = open();
    delayMs = 2000;
    assert.equal(await rates.fetch(targets[0]!), undefined);
    assert.equal(warnings.length, 1);
    delayMs = 20;
  });

  it('are given up with one warning when waiting for them would leave nodes unscraped', async () => {
    const { rates, warnings } = open();
    delayMs = 5000;
    const startMs = performance.now();
    // Two places, of which a quarter of four seconds may be spent in waiting: a second each.
    const waits = targets.slice(0, 2).map(async (target) => {
      const done = rates.wait();
      const found = await rates.fetch(target);
      done();
      return found;
    });
    assert.deepEqual(await Promise.all(waits), [undefined, undefined]);
    assert.ok(performance.now() - startMs < 3500);
    delayMs = 20;
    assert.equal(await rates.fetch(targets[30]!), undefined);
    assert.equal(queries, 1);
    assert.match(warnings.join(), /kubelets would have gone unasked/);
    assert.equal(warnings.length, 1);
  });

  it('are given up, with one warning, when the answer is none', async () => {
    const { rates, warnings } = open();
    answer = '<html>';
    await Promise.all(targets.map((target) => rates.fetch(target)));
    answer = '{"results":[]}';
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /not that of an InfluxDB/);
  });
});
