import assert from 'node:assert/strict';
import { until } from '../daemons.ts';
import type { World } from '../scenario.ts';

const looks = 20;

/** Without InfluxDB there are no numbers, and nothing else is amiss: discovery goes on, and namespaces can be deleted. */
export async function loseInflux(world: World): Promise<void> {
  const { kubectl, ask, say } = world;
  await kubectl(['-n', 'heapline', 'scale', 'statefulset/influxdb', '--replicas=0']);
  await kubectl(['-n', 'heapline', 'wait', '--for=delete', 'pod/influxdb-0', '--timeout=60s']);
  const words = await until('a list is refused', 60_000, () =>
    kubectl(['top', 'nodes']).then(
      () => undefined,
      (error: unknown) => (error as { stderr: string }).stderr.trim(),
    ),
  );
  say(`with InfluxDB stopped kubectl top says: ${words}`);
  assert.match(words, /ServiceUnavailable.*heapline: InfluxDB/);
  const times: number[] = [];
  for (let look = 0; look < looks; look++) {
    const startMs = performance.now();
    await ask(`/apis/metrics.k8s.io/${look % 2 === 0 ? 'v1' : 'v1beta1'}`);
    times.push(performance.now() - startMs);
  }
  times.sort((one, other) => one - other);
  say(
    `discovery through the API server: median ${times[looks / 2]!.toFixed(1)} ms, longest ${times.at(-1)!.toFixed(1)} ms`,
  );
  assert.ok(times[looks / 2]! < 100);
  for (const version of ['v1', 'v1beta1'])
    await kubectl([
      'wait',
      '--for=condition=Available',
      `apiservice/${version}.metrics.k8s.io`,
      '--timeout=10s',
    ]);
  await kubectl(['create', 'namespace', 'doomed']);
  await kubectl(['delete', 'namespace', 'doomed', '--timeout=60s']);
  say('a namespace can still be deleted');
}
