import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { type Lane, openLane } from './lane.ts';
import { planOf } from './plan.ts';
import { addToTally, emptyTally, tallyText } from './tally.ts';

const runs = 25;
const firstSeed = 1;

describe('whatever goes wrong', () => {
  let influx: Part;
  const lanes: Lane[] = [];
  before(async () => {
    influx = await startInfluxDb();
    lanes.push(await openLane(influx.url, 0), await openLane(influx.url, 1));
  });
  after(async () => {
    for (const lane of lanes) await lane.close();
    await influx.stop();
  });

  it('no point is lost or doubled while InfluxDB comes back in time, and every fault has its cause', async () => {
    const tally = emptyTally();
    const wrong: string[] = [];
    let next = 0;
    await Promise.all(
      lanes.map(async (lane) => {
        while (next < runs) {
          const seed = firstSeed + next++;
          const { plan, verdict } = await lane.try(seed);
          addToTally(tally, plan, verdict);
          wrong.push(...verdict.wrong.map((words) => `seed ${seed}: ${words}`));
        }
      }),
    );
    console.log(tallyText(tally, firstSeed));
    assert.deepEqual(wrong, []);
    assert.equal(tally.runs, runs);
    assert.ok(tally.found > 5000 && tally.kinds.size > 20);
  });

  it('notices a batch that was dropped on purpose', async () => {
    const { verdict } = await lanes[0]!.try(
      seedWith((plan) => !plan.influx && !plan.api && !plan.process),
      {
        dropsBatch: true,
      },
    );
    assert.ok(verdict.lost > 100);
    assert.match(verdict.wrong.join(), /points are not there/);
  });

  it('notices sums that were dropped on purpose', async () => {
    const { verdict } = await lanes[0]!.try(
      seedWith((plan) => !plan.influx && !plan.api && !plan.process),
      {
        dropsSums: true,
      },
    );
    assert.match(verdict.wrong.join(), /there is no heapline_run.*there is no sum of the cluster/);
  });

  it('notices a count that is wrong on purpose', async () => {
    const { verdict } = await lanes[0]!.try(
      seedWith((plan) => !plan.influx && !plan.api && !plan.process),
      {
        miscounts: true,
      },
    );
    assert.match(verdict.wrong.join(), /points told as written, and/);
  });

  it('notices a cause that was misnamed on purpose', async () => {
    const seed = seedWith(
      ({ nodes, influx: database, api, process }) =>
        !database && !api && !process && [...nodes.values()].some(({ cause }) => cause !== undefined),
    );
    const { verdict } = await lanes[0]!.try(seed, { misnamesCause: true });
    assert.match(verdict.wrong.join(), /was told as refused_by_nobody/);
  });
});

function seedWith(isWanted: (plan: ReturnType<typeof planOf>) => boolean): number {
  const names = Array.from({ length: 9 }, (_, index) => `node-${index + 1}`);
  for (let seed = 1; seed < 10_000; seed++) if (isWanted(planOf(seed, names))) return seed;
  throw new Error('there is no such seed');
}
