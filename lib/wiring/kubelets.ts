import type { SecureContext } from 'node:tls';
import type { Connection } from '../kubernetes/api-connection.ts';
import type { Reach } from '../kubernetes/kubelet-targets.ts';
import type { Config } from '../config/scrape-settings.ts';
import type { KubeletFacts } from '../errors/kubelet-remedies.ts';
import type { Host } from '../model/host.ts';
import { sharedDialer, straightDialer } from '../kubelet/kubelet-connection.ts';
import { sourceOrder } from '../kubelet/endpoints.ts';
import type { Asker, Visit } from '../kubelet/scrape-kubelet.ts';
import type { Reporter } from '../report/reporter.ts';
import { openRooms } from '../util/buffer-pool.ts';
import { authoritiesOf, fileOf, secureContextOf } from './tls.ts';

/** How kubelets are reached; the choice that was made by itself, and the insecure one, are said aloud. */
export function reachOf(config: Config, { identity }: Connection, reporter: Reporter): Reach {
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

/** What remedies need to know of how kubelets are asked. */
export function kubeletFactsOf(config: Config, access: Reach['access']): KubeletFacts {
  return {
    access,
    timeoutMs: config.kubeletTimeoutMs,
    addressTypes: config.nodeAddressTypes.join(','),
  };
}

/** @throws AppError exit code 2 where a certificate file cannot be read */
export function visitOf(
  config: Config,
  { identity, dispatcher }: Connection,
  { access }: Reach,
  host: Host,
): Visit {
  const { kubeletTimeoutMs: timeoutMs, maxBodyBytes } = config;
  return {
    dial:
      access === 'proxy'
        ? sharedDialer(dispatcher)
        : straightDialer({
            secureContext: kubeletSecureContext(config, identity, access),
            isInsecure: config.kubeletTls === 'insecure',
            timeoutMs,
            maxBodyBytes,
          }),
    sources: sourceOrder(config.kubeletSource),
    wantsPods: config.podsFrom === 'kubelet',
    // The read-only port is plain http, and a Kubernetes token never leaves over http.
    asker: access === 'readonly' ? noOne : identity,
    timeoutMs,
    maxBodyBytes,
    rooms: openRooms(),
    now: host.now,
  };
}

/**
 * What TLS to kubelets needs: the authority to trust, and the certificate to show. None where they are not dialled over TLS: to
 * read the authorities that Node brings would cost a run its start.
 *
 * @throws AppError exit code 2 where a certificate file cannot be read
 */
export function kubeletSecureContext(
  config: Config,
  { credentials }: Connection['identity'],
  access: Reach['access'],
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

const noOne: Asker = { headers: () => ({}), renew: () => Promise.resolve(false) };
