import { rmSync } from 'node:fs';
import { influxdbProgram } from './influxdb.ts';
import { kubectlProgram } from './kubectl.ts';
import { copyOfManifests, placeBundle } from './manifests.ts';
import { victoriaMetricsProgram } from './victoria-metrics.ts';

// Before the tests, so that they do not race: downloads the servers, and builds the bundle that they run into
// the folder that is given.

const [folder = ''] = process.argv.slice(2);
try {
  influxdbProgram();
  kubectlProgram();
  victoriaMetricsProgram();
  buildBundle();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function buildBundle(): void {
  rmSync(folder, { recursive: true, force: true });
  const copy = copyOfManifests({ isRecorded: true });
  placeBundle(copy, folder, { isRecorded: true });
  copy.remove();
}
