import type { Patience } from '../cluster/ask-api.ts';
import { readApiService, writeApiService } from '../cluster/api-service.ts';
import type { Connection } from '../cluster/connection.ts';
import { applySecret, readSecretObject } from '../cluster/secret.ts';
import type { InstallConfig } from '../config/install-settings.ts';
import { configurationError } from '../errors.ts';
import type { Host } from '../host.ts';
import { group, versions } from '../metrics-api/asked.ts';
import {
  endsSoon,
  makeServingCertificate,
  type ServingCertificate,
  troubleOf,
} from '../metrics-api/serving-certificate.ts';
import type { Reporter } from '../report/reporter.ts';
import { startTimeLimits } from '../time-limits.ts';
import { connect, patienceOf } from './cluster.ts';

const limitsMs = { sweepTimeoutMs: 30_000, runTimeoutMs: 45_000 };

/**
 * Sees to it that the metrics API has a certificate and that the API server sends those to it who ask for metrics.
 *
 * @param tell of each thing whether it was changed
 * @throws AppError exit code 2 where somebody else answers for metrics and `isForced` is not said; 3
 */
export async function installMetricsApi(
  config: InstallConfig,
  host: Host,
  reporter: Reporter,
  { isForced, renews }: { readonly isForced: boolean; readonly renews: boolean },
  tell: (line: string) => void,
): Promise<void> {
  const limits = startTimeLimits(limitsMs, host);
  const connection = await connect(config, host, limits, reporter);
  try {
    const patience = patienceOf(limits, host, reporter)(limits.sweep);
    const service = { namespace: config.podNamespace, name: config.metricsService };
    const present = new Map(
      await Promise.all(
        versions.map(
          async (version) =>
            [version, await readApiService(connection, `${version}.${group}`, patience)] as const,
        ),
      ),
    );
    for (const [version, found] of present) {
      const isOurs = found?.service?.name === service.name && found.service.namespace === service.namespace;
      if (found && !isOurs && !isForced) throw ownedBy(`${version}.${group}`, found.service);
    }
    const { caBundle, isNew, why } = await certificate(config, connection, host, renews, patience);
    tell(`secret/${config.metricsSecret} ${isNew ? `made (${why})` : 'is good'}`);
    for (const [index, version] of versions.entries()) {
      const found = present.get(version);
      const isOurs = found?.service?.name === service.name && found.service.namespace === service.namespace;
      const isRight = isOurs && found.caBundle === caBundle;
      if (!isRight)
        await writeApiService(
          connection,
          // The first is the one that clients should take.
          { group, version, priority: 200 - 100 * index },
          found !== undefined,
          service,
          caBundle,
          patience,
        );
      tell(`apiservice/${version}.${group} ${isRight ? 'is right' : found ? 'changed' : 'made'}`);
    }
  } finally {
    await connection.close();
  }
}

function ownedBy(name: string, service: { namespace: string; name: string } | undefined): Error {
  return configurationError(
    `The APIService ${name} belongs to ${service ? `the Service ${service.namespace}/${service.name}` : 'the API server itself'}, and there can be one owner only.`,
    'Take that one out first (`kubectl get deployment -A -l k8s-app=metrics-server`), or say --force to have heapline answer in its place.',
  );
}

/** The certificate that there is, or another one: then those who were told of the old authority believe both for a while. */
async function certificate(
  { podNamespace: namespace, metricsService, metricsSecret: name }: InstallConfig,
  connection: Connection,
  host: Host,
  renews: boolean,
  patience: Patience,
): Promise<{ caBundle: string; isNew: boolean; why: string }> {
  const names = [`${metricsService}.${namespace}.svc`] as const;
  const old = certificateOf(await readSecretObject(connection, { namespace, name }, patience));
  const trouble = old ? troubleOf(old, names) : 'there was none';
  const isDue = old && trouble === undefined && endsSoon(old, host.now());
  const why = trouble ?? (renews ? 'as was asked for' : isDue ? 'it ends soon' : undefined);
  if (old && why === undefined) return { caBundle: old.ca, isNew: false, why: '' };
  const { cert, key, ca } = await makeServingCertificate(names, host.now());
  const isBelieved = old !== undefined && trouble === undefined;
  const bundle = isBelieved ? `${ca}\n${firstOf(old.ca)}` : ca;
  await applySecret(
    connection,
    { namespace, name },
    { 'tls.crt': cert, 'tls.key': key, 'ca.crt': bundle },
    patience,
  );
  return { caBundle: bundle, isNew: true, why: why ?? '' };
}

function certificateOf(data: Readonly<Record<string, string>> | undefined): ServingCertificate | undefined {
  const { 'tls.crt': cert, 'tls.key': key, 'ca.crt': ca } = data ?? {};
  return cert && key && ca ? { cert, key, ca } : undefined;
}

function firstOf(pem: string): string {
  return /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0] ?? '';
}
