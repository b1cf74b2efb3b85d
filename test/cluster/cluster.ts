import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Ask, askAsAdmin } from './api.ts';
import { startApiServer, startControllers } from './control-plane.ts';
import { daemonsIn, until } from './daemons.ts';
import { answerNames } from './dns.ts';
import type { KubectlVersion } from '../setup/kubectl.ts';
import type { Kubernetes } from './kubernetes.ts';
import { prepareMachine } from './machine.ts';
import { type Node, startNode } from './node.ts';
import { addresses, makePki, type NodeName } from './pki.ts';
import { forwardServices } from './services.ts';

/** All that was fetched, built and rendered before the network was left behind. */
export interface Plan {
  readonly kubernetes: Kubernetes;
  readonly images: readonly string[];
  /** Where the programs are that make pods' networks. */
  readonly networkPlugins: string;
  readonly runc: string;
  readonly folder: string;
  readonly controlGroupPrefix: string;
  readonly kubectls: Readonly<Record<KubectlVersion, string>>;
}

export interface Cluster {
  readonly ask: Ask;
  /** Runs kubectl as administrator; `input` is what it reads. Gives what it prints. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** The same with another version of kubectl. */
  readonly kubectlOf: (version: KubectlVersion) => Cluster['kubectl'];
  readonly nodes: readonly Node[];
  /** Each node's kubelet, as it was started last. */
  readonly kubelets: ReadonlyMap<NodeName, ChildProcess>;
  readonly restart: (node: NodeName) => void;
}

/** Brings up a control plane and two nodes, on a machine made of fresh namespaces: call it as the first process in them. */
export async function startCluster(plan: Plan, say: (words: string) => void): Promise<Cluster> {
  const { kubernetes, folder } = plan;
  prepareMachine(folder);
  const pki = await makePki(join(folder, 'pki'));
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const path = [
    dirname(kubernetes.containerd),
    dirname(plan.runc),
    process.env['PATH'],
    '/usr/sbin',
    '/sbin',
  ].join(':');
  const start = daemonsIn(logs, path);
  startApiServer(kubernetes, pki, folder, start);
  const ask = askAsAdmin(pki);
  await until('the API server is ready', 60_000, async () => (await ask('/readyz')) === 'ok');
  say('the API server is ready');
  startControllers(kubernetes, pki, start);
  answerNames(ask);
  forwardServices(ask);
  const nodes = await Promise.all(
    (Object.keys(addresses.nodes) as NodeName[]).map((name) =>
      startNode(name, { ...plan, pki, folder, start }),
    ),
  );
  const kubelets = new Map(nodes.map((node) => [node.name, node.startKubelet()]));
  await until('both nodes are Ready', 120_000, async () => (await readyNodes(ask)) === nodes.length);
  say('both nodes are Ready');
  const restart = (name: NodeName) => {
    for (const node of nodes) if (node.name === name) kubelets.set(name, node.startKubelet());
  };
  return {
    ask,
    kubectl: kubectlOf(kubernetes.kubectl, pki('admin.kubeconfig'), folder),
    kubectlOf: (version) =>
      kubectlOf(plan.kubectls[version], pki('admin.kubeconfig'), join(folder, `home-${version}`)),
    nodes,
    kubelets,
    restart,
  };
}

/** How many nodes are Ready. */
export async function readyNodes(ask: Ask): Promise<number> {
  const { items } = (await ask('/api/v1/nodes')) as {
    items: { status: { conditions?: { type: string; status: string }[] } }[];
  };
  return items.filter(({ status }) =>
    (status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True'),
  ).length;
}

function kubectlOf(program: string, kubeconfig: string, home: string): Cluster['kubectl'] {
  const run = promisify(execFile);
  return async (args, input) => {
    const running = run(program, args, {
      env: { KUBECONFIG: kubeconfig, HOME: home },
      maxBuffer: 64 * 2 ** 20,
      timeout: 120_000,
    });
    running.child.stdin?.end(input ?? '');
    return (await running).stdout;
  };
}
