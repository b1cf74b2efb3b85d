import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { debianProgram } from './debian.ts';
import { onFreePort, type Part, startPart } from './processes.ts';

/** InfluxDB 1.x, from the PATH if it is there, else from Debian's package. */
export function influxdbProgram(): string {
  try {
    if (execFileSync('influxd', ['version'], { encoding: 'utf8' }).includes('InfluxDB v1.')) return 'influxd';
  } catch {
    // Not on the PATH.
  }
  return debianProgram({ package: 'influxdb', suite: 'bookworm', path: 'usr/bin/influxd' });
}

interface InfluxOptions {
  /** Turns authentication on; the first query must then make a user. */
  readonly auth?: boolean;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** The index on disk, as the shipped manifests have it. */
  readonly isIndexOnDisk?: boolean;
}

/** A real InfluxDB on loopback, with data of its own. */
export function startInfluxDb(options: InfluxOptions = {}): Promise<Part> {
  return onFreePort((port) => startOn(port, options));
}

function startOn(http: number, { auth = false, tls, isIndexOnDisk = false }: InfluxOptions): Promise<Part> {
  const scheme = tls ? 'https' : 'http';
  const url = `${scheme}://127.0.0.1:${http}`;
  return startPart({
    name: 'influxdb',
    url,
    command: (folder) => {
      const config = join(folder, 'influx.conf');
      writeFileSync(config, configuration(folder, http, auth, tls, isIndexOnDisk));
      return [influxdbProgram(), '-config', config];
    },
    isReady: tls ? () => accepts(http) : async () => (await fetch(`${url}/ping`)).status === 204,
  });
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function configuration(
  folder: string,
  http: number,
  auth: boolean,
  tls: InfluxOptions['tls'],
  isIndexOnDisk: boolean,
): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
  index-version = "${isIndexOnDisk ? 'tsi1' : 'inmem'}"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
  auth-enabled = ${auth}
${tls ? `  https-enabled = true\n  https-certificate = "${tls.certFile}"\n  https-private-key = "${tls.keyFile}"` : ''}
`;
}
