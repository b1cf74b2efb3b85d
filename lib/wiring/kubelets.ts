import type { SecureContext } from 'node:tls';
import type { Connection } from '../kubernetes/api-connection.ts';
import type { KubeletReach } from '../kubernetes/kubelet-targets.ts';
import type { KubeletConfig } from '../config/kubelet-settings.ts';
import type { KubernetesConfig } from '../config/kubernetes-settings.ts';
import type { LimitConfig } from '../config/limit-settings.ts';
import type { KubeletFacts } from '../errors/kubelet-remedies.ts';
import type { Host } from '../model/host.ts';
import { sharedConnections, directConnections } from '../kubelet/kubelet-connection.ts';
import { sourceOrder } from '../kubelet/endpoints.ts';
import type { KubeletIdentity, KubeletScrape } from '../kubelet/scrape-kubelet.ts';
import type { Reporter } from '../report/reporter.ts';
import { openBufferPool } from '../util/buffer-pool.ts';
import { authoritiesOf, fileOf, secureContextOf } from './tls.ts';

/** How kubelets are reached. Logs a default that was chosen, and warns of an insecure one. */
export function reachOf(
  config: KubeletConfig & Pick<KubernetesConfig, 'nodeAddressTypes'>,
  { identity }: Connection,
  reporter: Reporter,
): KubeletReach {
  const { credentials } = identity;
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

/** How kubelets are reached, for remedies. */
export function kubeletFactsOf(
  { kubeletTimeoutMs: timeoutMs }: Pick<LimitConfig, 'kubeletTimeoutMs'>,
  { access, addressTypes }: KubeletReach,
): KubeletFacts {
  return { access, timeoutMs, addressTypes: addressTypes.join(',') };
}

/** @throws AppError exit code 2 where a certificate file cannot be read */
export function kubeletScrapeOf(
  config: KubeletConfig &
    Pick<KubernetesConfig, 'podsFrom'> &
    Pick<LimitConfig, 'kubeletTimeoutMs' | 'maxBodyBytes'>,
  { identity, dispatcher }: Connection,
  { access }: KubeletReach,
  host: Host,
): KubeletScrape {
  const { kubeletTimeoutMs: timeoutMs, maxBodyBytes } = config;
  return {
    openConnection:
      access === 'proxy'
        ? sharedConnections(dispatcher)
        : directConnections({
            secureContext: kubeletSecureContext(config, identity, access),
            isInsecure: config.kubeletTls === 'insecure',
            timeoutMs,
            maxBodyBytes,
          }),
    sources: sourceOrder(config.kubeletSource),
    wantsPods: config.podsFrom === 'kubelet',
    // The read-only port is plain http: a Kubernetes token is never sent over http.
    identity: access === 'readonly' ? anonymous : identity,
    timeoutMs,
    maxBodyBytes,
    pool: openBufferPool(),
    now: host.now,
  };
}

/**
 * The trusted authority and the client certificate for kubelets. None unless they are reached directly over
 * TLS: loading Node's own authorities slows a start down.
 *
 * @throws AppError exit code 2 where a certificate file cannot be read
 */
export function kubeletSecureContext(
  config: KubeletConfig,
  { credentials }: Connection['identity'],
  access: KubeletReach['access'],
): SecureContext | undefined {
  const cert = fileOf('KUBELET_CLIENT_CERT_FILE', config.kubeletClientCertFile) ?? credentials.tls.cert;
  const key = fileOf('KUBELET_CLIENT_KEY_FILE', config.kubeletClientKeyFile) ?? credentials.tls.key;
  if (access !== 'direct') return undefined;
  const ca = authoritiesOf('KUBELET_CA_FILE', config.kubeletCaFile) ?? credentials.tls.ca;
  return secureContextOf(
    'KUBELET_CLIENT_CERT_FILE, KUBELET_CLIENT_KEY_FILE, KUBELET_CA_FILE or the kubeconfig',
    { ca, cert, key },
  );
}

const anonymous: KubeletIdentity = { headers: () => ({}), renew: () => Promise.resolve(false) };
