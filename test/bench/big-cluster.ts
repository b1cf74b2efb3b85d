import type { ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Aggregation, simAggregation } from '../simulator/aggregation.ts';
import { simApplied } from '../simulator/applied.ts';
import { answerAsApiServer } from '../simulator/api-server.ts';
import { authority } from '../simulator/certificates.ts';
import { simCronJob } from '../simulator/cronjob.ts';
import { kubeconfigText } from '../simulator/kubeconfig.ts';
import { listen } from '../simulator/listen.ts';
import { podObjects } from '../simulator/pods.ts';
import { metricsServer } from '../simulator/simulator.ts';
import { nodeAt, podsAt, type WorldOptions } from '../simulator/world.ts';

export interface BigCluster {
  readonly kubeconfig: string;
  readonly aggregation: Aggregation;
  readonly folder: string;
  /** A serving certificate and its key, in files. */
  readonly pair: { readonly certFile: string; readonly keyFile: string; readonly ca: string };
  /** Line protocol of all nodes and containers at a time, `wide`. */
  readonly lines: (atMs: number) => Generator<string>;
  readonly close: () => void;
}

/** An API server that knows of as many nodes and pods as are asked for, without kubelets. */
export async function startBigCluster(
  nodes: number,
  podsPerNode: number,
  serverName: string,
): Promise<BigCluster> {
  const world: WorldOptions = { nodes, podsPerNode, containersPerPod: 1, epochMs: Date.now() - 86_400_000 };
  // Nothing comes or goes while it is measured.
  const frozenMs = Date.now();
  const all = Array.from({ length: nodes }, (_, index) => nodeAt(index));
  const slice = (from: number, to: number) => {
    const objects: object[] = [];
    for (let at = Math.floor(from / podsPerNode); at < nodes && at * podsPerNode < to; at++) {
      const first = at * podsPerNode;
      objects.push(...podObjects(all[at]!, world, frozenMs).slice(Math.max(0, from - first), to - first));
    }
    return objects;
  };
  const ca = await authority('big-cluster');
  const aggregation = await simAggregation(ca.cert);
  const state = {
    accounts: [metricsServer],
    nodes: () =>
      all.map((node) => ({
        node,
        isReady: true,
        hasAddress: true,
        address: node.address,
        kubeletPort: 10250,
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
  const api = await listen(
    '127.0.0.1',
    0,
    { keyPair: await ca.sign('kube-apiserver', ['127.0.0.1']), clientAuthority: ca.cert },
    (request, response) => {
      if (request.url?.includes('watch=')) quiet(response);
      else {
        // All pods run: the simulator need not look for those that do.
        request.url = request.url?.replace(/fieldSelector=[^&]*/, '');
        void answerAsApiServer(request, response, state);
      }
    },
  );
  const folder = mkdtempSync(join(tmpdir(), 'heapline-bench-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const server = `https://127.0.0.1:${api.port}`;
  writeFileSync(kubeconfig, kubeconfigText(server, ca.cert, metricsServer, { token: metricsServer.token }));
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const pair = await ca.sign('metrics', [serverName]);
  writeFileSync(certFile, pair.cert);
  writeFileSync(keyFile, pair.key);
  return {
    kubeconfig,
    aggregation,
    folder,
    pair: { certFile, keyFile, ca: ca.cert },
    lines: linesOf,
    close: () => {
      api.close();
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
