import { parseArgs } from 'node:util';
import { startInfluxDb } from '../setup/influxdb.ts';
import { fuzz } from './fuzz.ts';

// `npm run fuzz -- --runs 200000 --seed 1`: changed bodies of real kubelets, all the way into a real InfluxDB.
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const influx = await startInfluxDb();
try {
  const { bodies, read, lines, causes } = await fuzz(influx.url, Number(values.runs), Number(values.seed));
  console.log(
    `${bodies} bodies from seed ${values.seed}: of ${read} something was left, in ${lines} lines, all taken`,
  );
  for (const [cause, count] of [...causes].sort()) console.log(`  ${String(count).padStart(7)}  ${cause}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await influx.stop();
}
