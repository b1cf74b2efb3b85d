import { influxdbProgram } from './influxdb.ts';
import { kubectlProgram } from './kubectl.ts';
import { victoriaMetricsProgram } from './victoria-metrics.ts';

// Before the tests, so that they do not race for the download.
try {
  influxdbProgram();
  kubectlProgram();
  victoriaMetricsProgram();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
