import { startInfluxDb } from '../setup/influxdb.ts';
import { optionsOf } from '../setup/options.ts';
import { openLane } from './lane.ts';
import { kindsOf } from './plan.ts';
import { addToTally, emptyTally, tallyText } from './tally.ts';

// `npm run chaos -- --runs 100 --seed 1`: run after run against a cluster and an InfluxDB that are out of order in every
// known way; ends with 1 if a point was lost or doubled, or a fault was not told as what it is.
const { numbers, has } = optionsOf('chaos', { runs: 25, seed: 1, lanes: 3 }, ['verbose']);
const { runs, seed: first, lanes } = numbers;
// Ends InfluxDB, too.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
const influx = await startInfluxDb();
const tally = emptyTally();
try {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, number) => {
      const lane = await openLane(influx.url, number);
      while (next < runs) {
        const seed = first + next++;
        const { plan, verdict } = await lane.try(seed);
        addToTally(tally, plan, verdict);
        if (has('verbose')) console.log(`seed ${seed}: ${kindsOf(plan).join(', ') || 'nothing wrong'}`);
        for (const words of verdict.wrong)
          console.log(`seed ${seed} WRONG: ${words} [${kindsOf(plan).join(', ')}]`);
      }
      await lane.close();
    }),
  );
} finally {
  await influx.stop();
}
console.log(tallyText(tally, first));
process.exitCode = tally.wrongRuns === 0 && tally.lost === 0 && tally.duplicated === 0 ? 0 : 1;
