import { debianProgram } from './debian.ts';
import { onFreePort, type Part, startPart } from './processes.ts';

export function victoriaMetricsProgram(): string {
  return debianProgram({ package: 'victoria-metrics', suite: 'trixie', path: 'usr/bin/victoria-metrics' });
}

/** A real VictoriaMetrics on loopback: it takes InfluxDB 2.x's write requests. */
export function startVictoriaMetrics(): Promise<Part> {
  return onFreePort((port) => {
    const url = `http://127.0.0.1:${port}`;
    return startPart({
      name: 'victoria-metrics',
      url,
      command: (folder) => [
        victoriaMetricsProgram(),
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${folder}`,
        '-retentionPeriod=12',
      ],
      isReady: async () => (await fetch(`${url}/health`)).ok,
    });
  });
}
