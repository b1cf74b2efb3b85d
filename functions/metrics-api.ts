import { createServer, type Server } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Command } from 'commander';
import { loaderOf } from '../lib/config/load-config.ts';
import { metricsApiRules } from '../lib/config/setting-rules.ts';
import { installSettings } from '../lib/config/install-settings.ts';
import { type MetricsApiConfig, metricsApiSettings } from '../lib/config/metrics-api-settings.ts';
import type { Host } from '../lib/model/host.ts';
import type { Answer } from '../lib/http/answer.ts';
import type { ApiRequest } from '../lib/app/metrics-api/metrics-handler.ts';
import { authoritiesOf, noTrust, type Trust } from '../lib/app/metrics-api/trust.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { installMetricsApi } from '../lib/app/metrics-api/install.ts';
import { openMetricsApi } from '../lib/app/metrics-api/open-metrics-api.ts';
import { followServingPair } from '../lib/app/metrics-api/serving-files.ts';
import { addFlags } from './flags.ts';
import { listenUntilEnd } from './listening.ts';
import { reporterFor } from './reporter-for.ts';
import { sendAnswer } from './send-answer.ts';
import type { Shell } from './shell.ts';

const loadMetricsApiConfig = loaderOf('metrics-api', metricsApiSettings, metricsApiRules);
const loadInstallConfig = loaderOf('metrics-api install', installSettings);

/** Adds `metrics-api` to the program: serves `kubectl top`, autoscalers and dashboards from the database. */
export function addMetricsApi(shell: Shell): void {
  const { program, host, stderr, useReporter } = shell;
  const command = program
    .command('metrics-api')
    .description('serve metrics.k8s.io from InfluxDB: kubectl top, autoscalers, dashboards');
  addFlags(command, metricsApiSettings);
  command.action(async (flags: Record<string, string>) => {
    const config = loadMetricsApiConfig(flags, host.environment);
    const reporter = await reporterFor(config, stderr);
    useReporter(reporter);
    await serve(config, host, reporter);
  });
  addInstall(command, shell);
}

/** Adds `metrics-api install`: a certificate and the APIServices. */
function addInstall(parent: Command, { host, stderr, useReporter }: Shell): void {
  const command = parent
    .command('install')
    .description('make the serving certificate and have the API server lead to the metrics API')
    .option('--force', 'take the APIServices over from another owner, such as metrics-server')
    .option('--renew', 'make another certificate though the one that there is, is good');
  addFlags(command, installSettings);
  command.action(async (given: Record<string, unknown>) => {
    const { force, renew, ...flags } = given as { force?: true; renew?: true } & Record<string, string>;
    const config = loadInstallConfig(flags, host.environment);
    const reporter = textReporter(stderr, config.logLevel);
    useReporter(reporter, { hasDeadline: true });
    const how = { isForced: force === true, renews: renew === true };
    await installMetricsApi(config, host, reporter, how, (line) => host.stdout.write(`${line}\n`));
  });
}

async function serve(config: MetricsApiConfig, host: Host, reporter: Reporter): Promise<void> {
  // On shutdown running requests are answered first; what they read from is closed after them.
  const end = new AbortController();
  const lasting = { ...host, interrupt: end.signal };
  let trust: Trust = noTrust;
  const pair = followServingPair(config, lasting, reporter, () => renew(server));
  const server = createServer({
    ...tlsOf(pair.current(), trust),
    requestCert: true,
    rejectUnauthorized: false,
  });
  const renew = (of: Server) => {
    of.setSecureContext(tlsOf(pair.current(), trust));
    // So that the next request makes a new TLS handshake.
    of.closeIdleConnections();
  };
  const api = await openMetricsApi(config, lasting, reporter, (next) => {
    trust = next;
    renew(server);
  });
  try {
    const options = { port: config.metricsPort, name: 'The metrics API' };
    await listenUntilEnd(server, options, host, reporter, async (request, response) => {
      request.resume();
      const question = apiRequestOf(request);
      const answer = question.url.startsWith('/') ? await api.answer(question) : noPath;
      // A certificate is only checked in the handshake, and the authorities may have changed since: a
      // rejected client must connect again.
      if (question.isCertificateRefused || (!question.certificate && [401, 403].includes(answer.status)))
        response.setHeader('connection', 'close');
      await sendAnswer(answer, request.method, response);
    });
  } finally {
    end.abort('the server has ended');
    await api.close();
  }
}

function tlsOf({ cert, key }: { readonly cert: Buffer; readonly key: Buffer }, trust: Trust) {
  // TLS names the accepted authorities and verifies the certificate; whether it is sufficient is checked
  // later.
  return { cert, key, ca: authoritiesOf(trust), minVersion: 'TLSv1.2' } as const;
}

const noPath: Answer = { status: 400, contentType: 'text/plain', body: 'That is no path.\n' };

function apiRequestOf({
  method = 'GET',
  url = '/',
  headers,
  rawHeaders,
  socket,
}: IncomingMessage): ApiRequest {
  if (!(socket instanceof TLSSocket)) throw new Error('an HTTPS server has TLS sockets');
  const { authorized } = socket;
  const clientCertificate = socket.getPeerX509Certificate();
  return {
    method,
    url,
    accept: headers.accept,
    ifNoneMatch: headers['if-none-match'],
    rawHeaders,
    certificate: authorized ? clientCertificate : undefined,
    isCertificateRefused: clientCertificate !== undefined && !authorized,
  };
}
