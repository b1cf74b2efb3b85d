import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authority } from '../simulator/certificates.ts';

/** Where the control plane and the nodes are, on addresses that never leave the network namespace. */
export const addresses = {
  controlPlane: '10.99.0.1',
  kubernetesService: '10.96.0.1',
  services: '10.96.0.0/24',
  nodes: { 'node-a': '10.99.0.20', 'node-b': '10.99.0.21' },
} as const;

export type NodeName = keyof typeof addresses.nodes;

export const apiServerUrl = `https://${addresses.controlPlane}:6443`;

/** Gives the path of a file by its name: `ca.crt`, `admin.key`, `admin.kubeconfig`, …. */
export type Pki = (file: string) => string;

const clients: Readonly<Record<string, readonly [name: string, group?: string]>> = {
  admin: ['admin', 'system:masters'],
  'controller-manager': ['system:kube-controller-manager'],
  scheduler: ['system:kube-scheduler'],
  'kubelet-client': ['kube-apiserver-kubelet-client', 'system:masters'],
  'node-a': ['system:node:node-a', 'system:nodes'],
  'node-b': ['system:node:node-b', 'system:nodes'],
};

/** Writes every certificate, key and kubeconfig that a cluster needs. The kubelets' authority is one of its own, as on kubeadm's. */
export async function makePki(folder: string): Promise<Pki> {
  mkdirSync(folder, { recursive: true });
  const pathOf: Pki = (file) => join(folder, file);
  const put = (file: string, text: string) => writeFileSync(pathOf(file), text, { mode: 0o600 });
  const pair = (name: string, { cert, key }: { cert: string; key: string }) => {
    put(`${name}.crt`, cert);
    put(`${name}.key`, key);
  };
  const cluster = await authority('heapline-test');
  const ofKubelets = await authority('heapline-test-kubelets');
  const ofFrontProxy = await authority('heapline-test-front-proxy');
  pair('ca', cluster);
  put('kubelet-ca.crt', ofKubelets.cert);
  put('front-proxy-ca.crt', ofFrontProxy.cert);
  pair('front-proxy', await ofFrontProxy.sign('front-proxy-client'));
  const service = 'kubernetes.default.svc';
  pair(
    'apiserver',
    await cluster.sign('kube-apiserver', [
      addresses.controlPlane,
      addresses.kubernetesService,
      '127.0.0.1',
      ...['kubernetes', 'kubernetes.default', service, `${service}.cluster.local`],
    ]),
  );
  for (const [name, [commonName, group]] of Object.entries(clients)) {
    pair(name, await cluster.sign(commonName, [], undefined, group));
    put(`${name}.kubeconfig`, JSON.stringify(kubeconfig(pathOf, name)));
  }
  for (const [name, address] of Object.entries(addresses.nodes))
    pair(
      `${name}-serving`,
      await ofKubelets.sign(`system:node:${name}`, [address, name], undefined, 'system:nodes'),
    );
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  put('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  put('service-account.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  return pathOf;
}

function kubeconfig(pathOf: Pki, name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: apiServerUrl, 'certificate-authority': pathOf('ca.crt') } }],
    users: [
      {
        name: 'u',
        user: { 'client-certificate': pathOf(`${name}.crt`), 'client-key': pathOf(`${name}.key`) },
      },
    ],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}
