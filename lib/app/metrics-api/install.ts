import type { RetryPolicy } from '../../kubernetes/api-request.ts';
import {
  type ApiService,
  readApiService,
  type ServicePlace,
  writeApiService,
} from '../../kubernetes/api-service.ts';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { applySecret, readSecretObject } from '../../kubernetes/secret.ts';
import type { InstallConfig } from '../../config/install-settings.ts';
import { configurationError } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import { group, versions } from './api-route.ts';
import { certificatesIn } from './certificates.ts';
import {
  endsSoon,
  makeServingCertificate,
  type ServingCertificate,
  problemOf,
} from './serving-certificate.ts';
import type { Reporter } from '../../report/reporter.ts';
import { startDeadlines } from '../../wiring/deadlines.ts';
import { connect, retryPolicyOf } from '../../wiring/kubernetes.ts';

const limitsMs = { sweepTimeoutMs: 30_000, runTimeoutMs: 45_000 };

/**
 * Creates the serving certificate and the APIServices of the metrics API.
 *
 * @param tell called with the result for each object
 * @throws AppError exit code 2 where another Service is registered and `isForced` is false, or another's
 * Secret cannot be used; 3
 */
export async function installMetricsApi(
  config: InstallConfig,
  host: Host,
  reporter: Reporter,
  { isForced, renews }: { readonly isForced: boolean; readonly renews: boolean },
  tell: (line: string) => void,
): Promise<void> {
  const limits = startDeadlines(limitsMs, host);
  const connection = await connect(config, host, limits, reporter);
  try {
    const retryPolicy = retryPolicyOf(limits, host, reporter)(limits.sweep);
    const service = { namespace: config.podNamespace, name: config.metricsService };
    const present = new Map(
      await Promise.all(
        versions.map(
          async (version) =>
            [version, await readApiService(connection, `${version}.${group}`, retryPolicy)] as const,
        ),
      ),
    );
    const foreign = [...present].find(([, found]) => found && !leadsTo(service, found));
    const { caBundle, what } = await certificate(config, connection, host, renews, retryPolicy);
    tell(`secret/${config.metricsSecret} ${what}`);
    for (const [index, version] of versions.entries()) {
      const found = present.get(version);
      const isOurs = found !== undefined && leadsTo(service, found);
      if (found && !isOurs && !isForced) continue;
      const isRight = isOurs && found.caBundle === caBundle;
      if (!isRight)
        await writeApiService(
          connection,
          // Clients prefer the first version.
          { group, version, priority: 200 - 100 * index },
          found !== undefined,
          service,
          caBundle,
          retryPolicy,
        );
      tell(`apiservice/${version}.${group} ${isRight ? 'is right' : found ? 'changed' : 'made'}`);
    }
    // Our own APIServices are still written: an APIService without a server would block namespace deletion.
    if (foreign && !isForced) throw ownedBy(`${foreign[0]}.${group}`, foreign[1]?.service);
  } finally {
    await connection.close();
  }
}

function leadsTo(wanted: ServicePlace, { service }: ApiService): boolean {
  return service?.name === wanted.name && service.namespace === wanted.namespace;
}

function ownedBy(name: string, service: ServicePlace | undefined): Error {
  return configurationError(
    `The APIService ${name} belongs to ${service ? `the Service ${service.namespace}/${service.name}` : 'the API server itself'}, and was left alone: there can be one owner only.`,
    'Take that one out first (`kubectl get deployment -A -l k8s-app=metrics-server`), or say --force to have heapline answer in its place.',
  );
}

/**
 * The existing certificate, or a new one: then both authorities are trusted for a while. Another's Secret is
 * used unchanged, or an error.
 */
async function certificate(
  { podNamespace: namespace, metricsService, metricsSecret: name }: InstallConfig,
  connection: Connection,
  host: Host,
  renews: boolean,
  retryPolicy: RetryPolicy,
): Promise<{ caBundle: string; what: string }> {
  const names = [`${metricsService}.${namespace}.svc`] as const;
  const secret = await readSecretObject(connection, { namespace, name }, retryPolicy);
  const old = certificateOf(secret?.data);
  const trouble = old ? problemOf(old, names) : 'it held no certificate, key and authority';
  if (secret && !secret.isOurs) {
    if (old && trouble === undefined) return { caBundle: old.ca, what: 'is somebody else’s, and is used' };
    throw configurationError(
      `The Secret ${name} in the namespace ${namespace} was not made by heapline, and does not serve: ${trouble ?? ''}.`,
      `Put into it tls.crt for ${names[0]}, its tls.key, and as ca.crt who signed it; or delete it, and heapline makes one.`,
    );
  }
  const isDue = old && trouble === undefined && endsSoon(old, host.now());
  const why = secret
    ? (trouble ?? (renews ? 'as was asked for' : isDue ? 'it ends soon' : undefined))
    : 'there was none';
  if (old && why === undefined) return { caBundle: old.ca, what: 'is good' };
  const { cert, key, ca } = await makeServingCertificate(names, host.now());
  const isBelieved = old !== undefined && trouble === undefined;
  const caBundle = isBelieved ? `${ca}\n${certificatesIn(old.ca)[0] ?? ''}` : ca;
  const data = { 'tls.crt': cert, 'tls.key': key, 'ca.crt': caBundle };
  await applySecret(connection, { namespace, name }, data, retryPolicy);
  return { caBundle, what: `made (${why ?? ''})` };
}

function certificateOf(data: Readonly<Record<string, string>> | undefined): ServingCertificate | undefined {
  const { 'tls.crt': cert, 'tls.key': key, 'ca.crt': ca } = data ?? {};
  return cert && key && ca ? { cert, key, ca } : undefined;
}
