import type { ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Aggregation, simAggregation } from '../simulator/aggregation.ts';
import type { Account } from '../simulator/accounts.ts';
import { simApplied } from '../simulator/applied.ts';
import { answerAsApiServer } from '../simulator/api-server.ts';
import { authority } from '../simulator/certificates.ts';
import { type SimulatorClock, simulatorClock } from '../simulator/clock.ts';
import { simCronJob } from '../simulator/cronjob.ts';
import { kubeconfigText } from '../simulator/kubeconfig.ts';
import { listen } from '../simulator/listen.ts';
import { podObjects } from '../simulator/pods.ts';
import { metricsServer, scraper } from '../simulator/simulator.ts';
import { nodeAt, podsAt, type SimNode, type WorldOptions } from '../simulator/world.ts';
import { type Crowd, startCrowd } from './crowd.ts';

export interface BigCluster {
  /** The API server's address. */
  readonly server: string;
  readonly kubeconfigOf: (account: Account) => string;
  readonly caFile: string;
  /** It stands still until it is moved. */
  readonly clock: SimulatorClock;
  readonly crowd: Crowd | undefined;
  /** What the API server sent since the last call. */
  readonly takeApiBytes: () => number;
  readonly nodes: readonly SimNode[];
  readonly aggregation: Aggregation;
  readonly folder: string;
  /** A serving certificate and its key, in files. */
  readonly pair: { readonly certFile: string; readonly keyFile: string; readonly ca: string };
  /** Line protocol of all nodes and containers at a time, `wide`. */
  readonly lines: (atMs: number) => Generator<string>;
  readonly close: () => void;
}

/** An API server that knows of as many nodes and pods as are asked for, with kubelets where it is said how they are asked. */
export async function startBigCluster(options: {
  readonly nodes: number;
  readonly podsPerNode: number;
  readonly containersPerPod?: number;
  /** That the metrics API is certified for. */
  readonly serverName?: string;
  readonly kubelets?: 'tls' | 'plain';
  /** How far its time lies in the past at first. Kubelets whose samples are ahead of the machine's time are not believed. */
  readonly behindMs?: number;
}): Promise<BigCluster> {
  const { nodes, podsPerNode } = options;
  const world: WorldOptions = {
    nodes,
    podsPerNode,
    containersPerPod: options.containersPerPod ?? 1,
    epochMs: Date.now() - 86_400_000,
  };
  // Nothing comes or goes while it is measured.
  const clock = simulatorClock(-(options.behindMs ?? 0));
  clock.freeze();
  const frozenMs = clock.now();
  const all = Array.from({ length: nodes }, (_, index) => nodeAt(index));
  const slice = (from: number, to: number) => {
    const objects: object[] = [];
    for (let at = Math.floor(from / podsPerNode); at < nodes && at * podsPerNode < to; at++) {
      const first = at * podsPerNode;
      objects.push(...podObjects(all[at]!, world, clock.now()).slice(Math.max(0, from - first), to - first));
    }
    return objects;
  };
  const ca = await authority('big-cluster');
  const crowd =
    options.kubelets &&
    (await startCrowd(
      all,
      world,
      clock.now,
      options.kubelets === 'tls' ? { authority: ca, account: scraper } : undefined,
    ));
  const aggregation = await simAggregation(ca.cert);
  const state = {
    accounts: [metricsServer, scraper],
    nodes: () =>
      all.map((node) => ({
        node,
        isReady: true,
        hasAddress: true,
        address: node.address,
        kubeletPort: crowd?.port ?? 10250,
      })),
    pods: { count: nodes * podsPerNode, slice },
    kubelet: () => undefined,
    onList: () => undefined,
    areListsHanging: false,
    cronJob: simCronJob('v1'),
    mostOfPage: undefined,
    aggregation,
    applied: simApplied(),
    onWatch: () => undefined,
    onAccessReview: () => undefined,
  };
  let apiBytes = 0;
  const api = await listen(
    '127.0.0.1',
    0,
    { keyPair: await ca.sign('kube-apiserver', ['127.0.0.1']), clientAuthority: ca.cert },
    (request, response) => {
      const { socket } = request;
      const before = socket.bytesWritten;
      response.on('finish', () => (apiBytes += socket.bytesWritten - before));
      if (request.url?.includes('watch=')) quiet(response);
      else {
        // All pods run: the simulator need not look for those that do.
        request.url = request.url?.replace(/fieldSelector=[^&]*/, '');
        void answerAsApiServer(request, response, state);
      }
    },
  );
  const folder = mkdtempSync(join(tmpdir(), 'heapline-bench-'));
  const server = `https://127.0.0.1:${api.port}`;
  const kubeconfigOf = (account: Account) => {
    const file = join(folder, `kubeconfig-${account.token}`);
    writeFileSync(file, kubeconfigText(server, ca.cert, account, { token: account.token }));
    return file;
  };
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, ca.cert);
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const pair = await ca.sign('metrics', [options.serverName ?? 'localhost']);
  writeFileSync(certFile, pair.cert);
  writeFileSync(keyFile, pair.key);
  return {
    server,
    kubeconfigOf,
    caFile,
    clock,
    crowd,
    takeApiBytes: () => {
      const taken = apiBytes;
      apiBytes = 0;
      return taken;
    },
    nodes: all,
    aggregation,
    folder,
    pair: { certFile, keyFile, ca: ca.cert },
    lines: linesOf,
    close: () => {
      api.close();
      crowd?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  function* linesOf(atMs: number): Generator<string> {
    for (const [index, node] of all.entries()) {
      // A scrape takes a while, and kubelets look when they look.
      const timeMs = atMs + ((index * 7) % 20) * 1000;
      const growth = Math.floor((timeMs - world.epochMs) * 1000);
      yield `kube_node,cluster=default,node=${node.name} cpu_usage_core_nanoseconds=${growth * 900}i,memory_working_set_bytes=${8e9 + index}i,memory_usage_bytes=9000000000i,cpu_usage_nanocores=900000000i ${timeMs}`;
      for (const pod of podsAt(node, world, frozenMs)) {
        const tags = `container=app,namespace=${pod.namespace},node=${node.name},pod=${pod.name},workload=${pod.workload.name},workload_kind=${pod.workload.kind}`;
        yield `kube_container,cluster=default,${tags} cpu_usage_core_nanoseconds=${growth * (1 + (pod.seed % 60))}i,cpu_usage_nanocores=12000000i,memory_working_set_bytes=${1e8 + pod.seed}i,memory_usage_bytes=120000000i,restarts_total=0i ${timeMs}`;
      }
    }
  }
}

function quiet(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
}
