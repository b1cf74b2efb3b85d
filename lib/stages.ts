import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { type Connection, openConnection } from './cluster/connection.ts';
import { findCredentials } from './cluster/credentials.ts';
import type { Reach } from './cluster/targets.ts';
import type { Config } from './config/settings.ts';
import { configurationError } from './errors.ts';
import type { Host } from './host.ts';
import { authorization, destinationName, readFileOf, writePath } from './influx/destination.ts';
import { openTransport } from './influx/transport.ts';
import { openWriter } from './influx/writer.ts';
import { sharedDialer, straightDialer } from './kubelet/dialer.ts';
import { sourceOrder } from './kubelet/sources.ts';
import type { Visit } from './kubelet/visit.ts';
import type { Reporter } from './report/reporter.ts';
import { printingSink } from './report/stdout-sink.ts';
import type { Sink } from './sink.ts';
import type { TimeLimits } from './time-limits.ts';
import { webProxyFor } from './web-proxy.ts';

/** The stages, each fitted with its settings. */

/** @throws AppError exit code 2 */
export async function connect(config: Config, host: Host, limits: TimeLimits): Promise<Connection> {
  return openConnection(await findCredentials(config), host.environment, limits.sweep);
}

export function reachOf(config: Config, { credentials }: Connection, reporter: Reporter): Reach {
  const access = config.kubeletAccess ?? (credentials.isInCluster ? 'direct' : 'proxy');
  if (config.kubeletAccess === undefined && access === 'proxy')
    reporter.note(
      'Reaching kubelets through the API server, the default with a kubeconfig (it needs the right "get nodes/proxy"); ' +
        'KUBELET_ACCESS=direct asks them straight.',
    );
  if (access === 'direct' && config.kubeletTls === 'insecure')
    reporter.warn(
      'KUBELET_TLS=insecure: whoever answers at a node’s address gets the token. Give KUBELET_CA_FILE instead.',
    );
  return {
    access,
    server: credentials.server,
    addressTypes: config.nodeAddressTypes,
    port: config.kubeletPort,
    readonlyPort: config.kubeletReadonlyPort,
    tls: config.kubeletTls,
  };
}

/** @throws AppError exit code 2 where a certificate file cannot be read */
export function visitOf(
  config: Config,
  { credentials, dispatcher }: Connection,
  { access }: Reach,
  host: Host,
): Visit {
  const { kubeletTimeoutMs: timeoutMs, maxBodyBytes } = config;
  const ownCert = fileOf('KUBELET_CLIENT_CERT_FILE', config.kubeletClientCertFile);
  const ownKey = fileOf('KUBELET_CLIENT_KEY_FILE', config.kubeletClientKeyFile);
  const tls =
    access === 'direct'
      ? {
          ca: fileOf('KUBELET_CA_FILE', config.kubeletCaFile) ?? credentials.tls.ca,
          cert: ownCert ?? credentials.tls.cert,
          key: ownKey ?? credentials.tls.key,
        }
      : {};
  return {
    dial:
      access === 'proxy'
        ? sharedDialer(dispatcher)
        : straightDialer({
            secureContext: secureContextOf(
              'KUBELET_CLIENT_CERT_FILE, KUBELET_CLIENT_KEY_FILE, KUBELET_CA_FILE or the kubeconfig',
              tls,
            ),
            isInsecure: config.kubeletTls === 'insecure',
            timeoutMs,
            maxBodyBytes,
          }),
    sources: sourceOrder(config.kubeletSource),
    // The read-only port is plain http, and a Kubernetes token never leaves over http.
    headers: access === 'readonly' ? {} : credentials.headers,
    timeoutMs,
    maxBodyBytes,
    now: host.now,
  };
}

/** @throws AppError exit code 2 where a certificate file cannot be read */
export function openSink(config: Config, host: Host, limits: TimeLimits, reporter: Reporter): Sink {
  const { influxUrl } = config;
  if (influxUrl === undefined)
    return printingSink(host.stdout, () => limits.stopAsking('standard output was closed'));
  const settings = { ...config, influxUrl };
  if (config.influxTls === 'insecure')
    reporter.warn(
      'INFLUX_TLS=insecure: whoever answers at INFLUX_URL gets the credentials. Give INFLUX_CA_FILE instead.',
    );
  if (influxUrl.startsWith('http:') && authorization(settings) !== undefined)
    reporter.warn('The credentials for InfluxDB travel over plain http: anyone on the way can read them.');
  const transport = openTransport({
    url: influxUrl,
    path: writePath(settings),
    authorization: () => authorization(settings),
    proxy: webProxyFor(influxUrl, host.environment),
    connections: config.influxConcurrency,
    secureContext: influxSecureContext(config),
    isInsecure: config.influxTls === 'insecure',
    now: host.now,
  });
  const sender = {
    transport,
    url: influxUrl,
    name: destinationName(settings),
    deadlineMs: limits.runDeadlineMs,
    signal: limits.run,
    now: host.now,
    random: host.random,
    onRetry: (reason: string, waitMs: number) =>
      reporter.warn(`InfluxDB at ${influxUrl} did not take a batch, trying again: ${reason}`, {
        reason,
        waitMs,
      }),
  };
  return openWriter(sender, {
    batchLines: config.influxBatchLines,
    concurrency: config.influxConcurrency,
    onFatal: (error) => limits.stopAsking(error),
  });
}

/** `undefined` where no file is given: then Node's own defaults serve, and only if they are needed. */
function influxSecureContext(config: Config): SecureContext | undefined {
  const ca = fileOf('INFLUX_CA_FILE', config.influxCaFile);
  const cert = fileOf('INFLUX_CLIENT_CERT_FILE', config.influxClientCertFile);
  const key = fileOf('INFLUX_CLIENT_KEY_FILE', config.influxClientKeyFile);
  const names = 'INFLUX_CA_FILE, INFLUX_CLIENT_CERT_FILE or INFLUX_CLIENT_KEY_FILE';
  return (ca ?? cert ?? key) === undefined ? undefined : secureContextOf(names, { ca, cert, key });
}

/** What TLS needs of certificates and keys, read once. @throws AppError exit code 2, naming where they may come from */
function secureContextOf(names: string, tls: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(tls);
  } catch (cause) {
    throw configurationError(
      `A certificate or key cannot be used: ${cause instanceof Error ? cause.message : ''}.`,
      `Check that ${names} hold PEM, and that the key is the certificate’s.`,
      cause,
    );
  }
}

function fileOf(variable: string, file: string | undefined): Buffer | undefined {
  return file === undefined ? undefined : readFileOf(variable, file);
}
