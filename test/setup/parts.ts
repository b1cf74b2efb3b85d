import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { influxdbProgram } from './influxdb.ts';
import { kubectlProgram } from './kubectl.ts';
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
  const manifests = fileURLToPath(new URL('../../k8s', import.meta.url));
  const copy = join(folder, 'k8s');
  rmSync(folder, { recursive: true, force: true });
  cpSync(manifests, copy, { recursive: true });
  execFileSync(process.execPath, [join(manifests, 'build.ts'), '--to', copy, '--record'], { stdio: 'pipe' });
  for (const file of [
    'bundle/loader.cjs',
    'bundle/heapline.cjs.zst',
    'record/record.zst',
    'record/record-of',
  ])
    copyFileSync(join(copy, 'base', file), join(folder, file.split('/')[1] ?? ''));
}
