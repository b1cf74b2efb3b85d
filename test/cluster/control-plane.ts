import { join } from 'node:path';
import type { StartDaemon } from './daemons.ts';
import type { Kubernetes } from './kubernetes.ts';
import { addresses, type Pki } from './pki.ts';

/** Starts etcd and the API server. */
export function startApiServer(kubernetes: Kubernetes, pki: Pki, folder: string, start: StartDaemon): void {
  const client = 'http://127.0.0.1:2379';
  const peer = 'http://127.0.0.1:2380';
  start(
    'etcd',
    kubernetes.etcd,
    flags({
      'data-dir': join(folder, 'etcd'),
      'listen-client-urls': client,
      'advertise-client-urls': client,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `default=${peer}`,
      'unsafe-no-fsync': true,
    }),
  );
  start(
    'kube-apiserver',
    join(kubernetes.folder, 'kube-apiserver'),
    flags({
      'etcd-servers': client,
      'advertise-address': addresses.controlPlane,
      'bind-address': '0.0.0.0',
      'secure-port': 6443,
      'tls-cert-file': pki('apiserver.crt'),
      'tls-private-key-file': pki('apiserver.key'),
      'client-ca-file': pki('ca.crt'),
      'authorization-mode': 'Node,RBAC',
      'enable-admission-plugins': 'NodeRestriction',
      'service-cluster-ip-range': addresses.services,
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-signing-key-file': pki('service-account.key'),
      'service-account-key-file': pki('service-account.pub'),
      'kubelet-client-certificate': pki('kubelet-client.crt'),
      'kubelet-client-key': pki('kubelet-client.key'),
      'kubelet-certificate-authority': pki('kubelet-ca.crt'),
      'kubelet-preferred-address-types': 'InternalIP',
      'requestheader-client-ca-file': pki('front-proxy-ca.crt'),
      'requestheader-allowed-names': 'front-proxy-client',
      'requestheader-username-headers': 'X-Remote-User',
      'requestheader-group-headers': 'X-Remote-Group',
      'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
      'proxy-client-cert-file': pki('front-proxy.crt'),
      'proxy-client-key-file': pki('front-proxy.key'),
      'enable-aggregator-routing': true,
      ...(kubernetes.isOld ? { 'insecure-port': 0 } : {}),
    }),
  );
}

/** Starts all controllers and the scheduler; they want an API server that is ready. */
export function startControllers(kubernetes: Kubernetes, pki: Pki, start: StartDaemon): void {
  const common = {
    'bind-address': '127.0.0.1',
    'leader-elect': false,
    ...(kubernetes.isOld ? { port: 0 } : {}),
  };
  start(
    'kube-controller-manager',
    join(kubernetes.folder, 'kube-controller-manager'),
    flags({
      ...common,
      ...credentials(pki('controller-manager.kubeconfig')),
      'use-service-account-credentials': true,
      'service-account-private-key-file': pki('service-account.key'),
      'root-ca-file': pki('ca.crt'),
      'cluster-signing-cert-file': pki('ca.crt'),
      'cluster-signing-key-file': pki('ca.key'),
    }),
  );
  start(
    'kube-scheduler',
    join(kubernetes.folder, 'kube-scheduler'),
    flags({ ...common, ...credentials(pki('scheduler.kubeconfig')) }),
  );
}

export function flags(options: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(options).map(([name, value]) => `--${name}=${String(value)}`);
}

function credentials(kubeconfig: string) {
  return {
    kubeconfig,
    'authentication-kubeconfig': kubeconfig,
    'authorization-kubeconfig': kubeconfig,
  };
}
