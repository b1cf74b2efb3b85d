import type { SecureContext } from 'node:tls';
import type { InfluxConfig, InfluxWriteConfig } from '../config/influx-settings.ts';
import { causes, type Failure } from '../errors/causes.ts';
import type { Host } from '../model/host.ts';
import { authorization, destinationName, type InfluxSettings, writePath } from '../influx/destination.ts';
import { openTransport, type Transport } from '../influx/transport.ts';
import { openWriter } from '../influx/batch-writer.ts';
import type { Reporter } from '../report/reporter.ts';
import { warnOnce } from '../report/warn-once.ts';
import { stdoutSink } from '../report/stdout-sink.ts';
import type { Sink } from '../model/sink.ts';
import type { Deadlines } from './deadlines.ts';
import { webProxyFor } from '../http/web-proxy.ts';
import { authoritiesOf, fileOf, secureContextOf } from './tls.ts';

/** An InfluxDB with an open transport. */
export interface Influx {
  readonly settings: InfluxSettings;
  readonly transport: Transport;
}

/**
 * `undefined` without INFLUX_URL.
 *
 * @throws AppError exit code 2 where a certificate file cannot be read
 */
export function openInflux(
  config: InfluxConfig & Partial<InfluxWriteConfig>,
  host: Pick<Host, 'environment' | 'now'>,
  reporter: Reporter,
): Influx | undefined {
  const { influxUrl } = config;
  if (influxUrl === undefined) return undefined;
  const settings = { ...config, influxUrl };
  if (config.influxTls === 'insecure')
    reporter.warn(
      'INFLUX_TLS=insecure: whoever answers at INFLUX_URL gets the credentials. Give INFLUX_CA_FILE instead.',
    );
  if (influxUrl.startsWith('http:') && authorization(settings) !== undefined)
    reporter.warn('The credentials for InfluxDB travel over plain http: anyone on the way can read them.');
  const transport = openTransport({
    ...connectionOf(config, influxUrl, host.environment),
    authorization: () => authorization(settings),
    now: host.now,
  });
  return { settings, transport };
}

/** @throws AppError exit code 2 where a certificate file cannot be read */
export function connectionOf(
  config: InfluxConfig & Partial<InfluxWriteConfig>,
  url: string,
  environment: Host['environment'],
) {
  return {
    url,
    proxy: webProxyFor(url, environment),
    connections: (config.influxConcurrency ?? 0) + readers,
    secureContext: influxSecureContext(config),
    isInsecure: config.influxTls === 'insecure',
  };
}

// Additional connections, so that queries do not wait for writes.
const readers = 2;

/** Where lines go: to InfluxDB, or to standard output without INFLUX_URL. */
export function openSink(
  config: InfluxWriteConfig,
  influx: Influx | undefined,
  host: Host,
  limits: Deadlines,
  reporter: Reporter,
): Sink {
  if (!influx)
    return stdoutSink(host.stdout, () => limits.stopScraping('standard output was closed'), limits.run);
  const { settings, transport } = influx;
  const url = settings.influxUrl;
  const warn = warnOnce(reporter);
  const sender = {
    transport,
    url,
    path: writePath(settings),
    name: destinationName(settings),
    deadlineMs: limits.runDeadlineMs,
    signal: limits.run,
    shutdownSignal: host.interrupt,
    now: host.now,
    random: host.random,
    onRetry: ({ cause, detail: reason }: Failure) => {
      warn(
        `InfluxDB at ${url} did not take a batch, and is asked again until it does: ${causes[cause].what}: ${reason}`,
        { cause, reason },
      );
    },
  };
  return openWriter(sender, {
    batchLines: config.influxBatchLines,
    concurrency: config.influxConcurrency,
    onFatal: (error) => limits.stopScraping(error),
  });
}

/** `undefined` without files: then Node's defaults are used. */
function influxSecureContext(config: InfluxConfig): SecureContext | undefined {
  const ca = authoritiesOf('INFLUX_CA_FILE', config.influxCaFile);
  const cert = fileOf('INFLUX_CLIENT_CERT_FILE', config.influxClientCertFile);
  const key = fileOf('INFLUX_CLIENT_KEY_FILE', config.influxClientKeyFile);
  const names = 'INFLUX_CA_FILE, INFLUX_CLIENT_CERT_FILE or INFLUX_CLIENT_KEY_FILE';
  return (ca ?? cert ?? key) === undefined ? undefined : secureContextOf(names, { ca, cert, key });
}
