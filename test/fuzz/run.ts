import { startInfluxDb } from '../setup/influxdb.ts';
import { optionsOf } from '../setup/options.ts';
import { fuzz } from './fuzz.ts';

// `npm run fuzz -- --runs 200000 --seed 1`: changed bodies of real kubelets, all the way into a real InfluxDB.
const { runs, seed } = optionsOf('fuzz', { runs: 2000, seed: 1 }).numbers;
const influx = await startInfluxDb();
try {
  const { bodies, read, lines, causes } = await fuzz(influx.url, runs, seed);
  console.log(
    `${bodies} bodies from seed ${seed}: of ${read} something was left, in ${lines} lines, all taken`,
  );
  for (const [cause, count] of [...causes].sort()) console.log(`  ${String(count).padStart(7)}  ${cause}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await influx.stop();
}
