import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './accounts.ts';
import { type Aggregation, simAggregation } from './aggregation.ts';
import { type Applied, simApplied } from './applied.ts';
import { type ApiFault, apiTrouble } from './api-faults.ts';
import { type ApiNode, answerAsApiServer } from './api-server.ts';
import { type Authority, authority, type KeyPair } from './certificates.ts';
import { type SimulatorClock, simulatorClock } from './clock.ts';
import { simCronJob } from './cronjob.ts';
import type { Fault } from './faults.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { containersAt } from './cadvisor.ts';
import { answerAsKubelet, answerStatistics, type Endpoint, type KubeletState } from './kubelet.ts';
import { listen, listenEverywhere, listenOnPorts } from './listen.ts';
import { podObjects, waitingPod } from './pods.ts';
import { resourceText } from './resource.ts';
import { spoil } from './spoiled.ts';
import type { Truth } from './json.ts';
import { serialise, serialiseSummary, truthAt } from './truth.ts';
import type { EndWatch } from './watching.ts';
import { nodeAt, type SimNode, type WorldOptions } from './world.ts';

interface SimulatorOptions extends Partial<Omit<WorldOptions, 'nodes'>> {
  readonly nodes: number;
  readonly clock?: SimulatorClock;
  readonly latencyMs?: number;
  /** No kubelet answers until so many requests are in flight, or ten seconds have passed: so a slow machine gives the same result. */
  readonly answerFromConcurrency?: number;
  /** All kubelets listen on 127.0.0.1, each on a port of its own. */
  readonly hasOneAddress?: boolean;
  /** Opens the plain read-only port too. */
  readonly readonlyPort?: boolean;
  readonly accounts?: readonly Account[];
  /** The endpoints of every kubelet; by default those of its version. */
  readonly endpoints?: readonly Endpoint[];
  /** The largest page of the API server, whatever `limit` says. */
  readonly mostOfPage?: number;
  /** Of the API group `batch`; default `v1`. */
  readonly cronJobVersion?: 'v1' | 'v1beta1';
  /** Pods of each of its Jobs. */
  readonly cronJobShards?: number;
}

/** Faults of a node; by default it has none. */
export interface NodeState {
  fault?: Fault;
  latencyMs?: number;
  isReady?: boolean;
  /** The API server does not list it. */
  isGone?: boolean;
  hasAddress?: boolean;
  /** Another address in its status. */
  address?: string;
  /** Another port in its status. */
  port?: number;
  /** There are hostile values in its summary. */
  isSpoiled?: boolean;
  accounts?: readonly Account[];
  endpoints?: readonly Endpoint[];
  /** Its list of pods has those of another node in it. */
  foreignPods?: boolean;
}

interface Served {
  readonly node: string;
  readonly atMs: number;
  readonly isSpoiled?: boolean;
}

export interface Simulator {
  readonly clock: SimulatorClock;
  readonly server: string;
  readonly kubeletPort: number;
  readonly readonlyPort: number | undefined;
  readonly authority: Authority;
  readonly folder: string;
  readonly nodes: readonly SimNode[];
  /** Sets the faults of a node. */
  readonly set: (node: string, state: NodeState) => void;
  /** Every complete answer of kubelets, and the truth at that time. */
  readonly served: () => readonly Served[];
  readonly truth: (served: Served) => Truth;
  /** The same as `/stats/container/` reports it. */
  readonly containers: (served: Served) => Truth;
  readonly world: WorldOptions;
  /** The peak of concurrent answers since the last call. */
  readonly takePeakConcurrency: () => number;
  readonly takeListCount: () => number;
  /** The access reviews since the last call. */
  readonly takeAccessReviews: () => object[];
  /** The number of open watches. A watch does not report earlier changes. */
  readonly watching: () => number;
  /** Ends all open watches. */
  readonly endWatches: EndWatch;
  /** Secrets and APIServices. */
  readonly applied: Applied;
  /** The way to an aggregated API server. */
  readonly aggregation: Aggregation;
  /** heapline's own CronJob as it is now. */
  readonly cronJob: () => object;
  /** Holds the answers to lists of pods while it is true. */
  readonly hangLists: (isHanging: boolean) => void;
  /** The fault of the API server; `undefined` for none. */
  readonly failApi: (fault: ApiFault | undefined) => void;
  /** Called at each request to the API server or a kubelet. */
  readonly onRequest: (listener: ((of: 'api' | 'kubelet') => void) | undefined) => void;
  /** Replaces the token of every account; the old ones are invalid from now on. */
  readonly rotateTokens: (suffix: string) => void;
  /** Writes a kubeconfig and gives its path. */
  readonly kubeconfig: (account?: Account) => string;
  readonly close: () => void;
}

export const scraper: Account = {
  user: 'system:serviceaccount:heapline:heapline',
  token: 'scraper-token',
  rights: ['list nodes', 'list pods', 'get nodes/stats'],
};

/** Serves the metrics API. */
export const metricsServer: Account = {
  user: 'system:serviceaccount:heapline:heapline-metrics-api',
  token: 'metrics-token',
  rights: [
    'list nodes',
    'watch nodes',
    'list pods',
    'watch pods',
    'get configmaps',
    'create tokenreviews',
    'create subjectaccessreviews',
  ],
};

/** Installs the metrics API. */
export const installer: Account = {
  user: 'system:serviceaccount:heapline:heapline-metrics-api-install',
  token: 'installer-token',
  rights: ['get secrets', 'patch secrets', 'get apiservices', 'patch apiservices', 'create apiservices'],
};

/** Uses kubectl. */
export const viewer: Account = {
  user: 'alice',
  token: 'viewer-token',
  groups: ['people, of all kinds'],
  rights: [
    'list nodes',
    'get nodes',
    'list pods',
    'get nodes.metrics.k8s.io',
    'list nodes.metrics.k8s.io',
    'get pods.metrics.k8s.io',
    'list pods.metrics.k8s.io',
  ],
};

export const proxyUser: Account = {
  user: 'laptop',
  token: 'laptop-token',
  rights: ['list nodes', 'list pods', 'get nodes/proxy'],
};

/** May resize heapline's own CronJob. */
export const resizer: Account = {
  user: 'system:serviceaccount:heapline:heapline-resize',
  token: 'resizer-token',
  rights: ['list nodes', 'get cronjobs', 'patch cronjobs'],
};

/** May read every endpoint of a kubelet. */
export const readerOfAll: Account = {
  user: 'system:serviceaccount:heapline:all',
  token: 'reader-token',
  rights: [
    'list nodes',
    'list pods',
    'get nodes/stats',
    'create nodes/stats',
    'get nodes/metrics',
    'get nodes/pods',
  ],
};

export const nobody: Account = {
  user: 'system:serviceaccount:heapline:nobody',
  token: 'nobody-token',
  rights: ['list nodes'],
};

const nodesOfOneCertificate = 50;

/** Kubelets up to 1.20 have cAdvisor's endpoint, where it is turned on. */
function endpointsOf({ version }: SimNode): readonly Endpoint[] {
  return version === '1.20' ? ['summary', 'container', 'resource', 'pods'] : ['summary', 'resource', 'pods'];
}

/** A cluster on loopback: kubelets and an API server over real TLS, with a truth that tests can read. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const clock = options.clock ?? simulatorClock();
  const world: WorldOptions = {
    nodes: options.nodes,
    podsPerNode: options.podsPerNode ?? 30,
    containersPerPod: options.containersPerPod ?? 2,
    epochMs: options.epochMs ?? clock.now() - 86_400_000,
  };
  const accounts = options.accounts ?? [
    scraper,
    proxyUser,
    resizer,
    metricsServer,
    installer,
    viewer,
    readerOfAll,
    nobody,
  ];
  const nodes = Array.from({ length: options.nodes }, (_, index) => nodeAt(index));
  const states = new Map<string, NodeState>();
  const served: Served[] = [];
  const kubelets = new Map(nodes.map((node) => [node.name, kubeletState(node)]));
  let answering = 0;
  let peak = 0;
  let lists = 0;
  let areListsHanging = false;
  let apiFault: ReturnType<typeof apiTrouble> | undefined;
  let listener: ((of: 'api' | 'kubelet') => void) | undefined;
  let suffix = '';
  const tokened = (all: readonly Account[]) =>
    suffix === '' ? all : all.map((account) => ({ ...account, token: account.token + suffix }));

  function kubeletState(node: SimNode): KubeletState {
    const state = () => states.get(node.name) ?? {};
    return {
      node,
      get accounts() {
        return tokened(state().accounts ?? accounts);
      },
      body: (endpoint) => {
        if (!(state().endpoints ?? options.endpoints ?? endpointsOf(node)).includes(endpoint))
          return undefined;
        const atMs = clock.now();
        const all = state().foreignPods ? [node, nodes.find((other) => other !== node)!] : [node];
        if (endpoint === 'pods')
          return JSON.stringify({
            kind: 'PodList',
            items: all.flatMap((one) => podObjects(one, world, atMs)),
          });
        const isSpoiled = state().isSpoiled === true;
        if (state().fault === undefined)
          served.push({ node: node.name, atMs, ...(isSpoiled ? { isSpoiled } : {}) });
        if (endpoint === 'container') return serialise(containersAt(node, world, atMs));
        const truth = truthAt(node, world, atMs);
        if (endpoint === 'resource') return resourceText(truth);
        return isSpoiled ? spoil(truth).body : serialiseSummary(truth);
      },
      fault: () => state().fault,
      gate: async () => {
        const deadlineMs = Date.now() + 10_000;
        while (peak < (options.answerFromConcurrency ?? 0) && Date.now() < deadlineMs) await sleep(5);
      },
      latencyMs: () => state().latencyMs ?? options.latencyMs ?? 0,
      enter: () => {
        answering++;
        peak = Math.max(peak, answering);
        let isIn = true;
        return () => {
          if (isIn) answering--;
          isIn = false;
        };
      },
    };
  }

  /** Made page by page: those of a large cluster are large. */
  function podSlice(from: number, to: number): object[] {
    const perNode = world.podsPerNode;
    const pods: object[] = [];
    for (let at = Math.floor(from / perNode); at < nodes.length && at * perNode < to; at++) {
      const first = at * perNode;
      pods.push(...podObjects(nodes[at]!, world, clock.now()).slice(Math.max(0, from - first), to - first));
    }
    return to > nodes.length * perNode ? [...pods, waitingPod] : pods;
  }

  const ca = await authority('simulated-cluster');
  const { hasOneAddress = false } = options;
  const addresses = nodes.map(({ address }) => (hasOneAddress ? '127.0.0.1' : address));
  const keyPairs: KeyPair[] = [];
  for (let first = 0; first < nodes.length; first += nodesOfOneCertificate) {
    const group = nodes.slice(first, first + nodesOfOneCertificate);
    keyPairs.push(
      await ca.sign(
        'kubelet',
        group.flatMap(({ name, address }) => [name, hasOneAddress ? '127.0.0.1' : address]),
      ),
    );
  }
  const kubeletOf = (index: number) => kubelets.get(nodes[index]?.name ?? '')!;
  const listenSecurely = (address: string, port: number, index: number) => {
    const keyPair = keyPairs[Math.floor(index / nodesOfOneCertificate)]!;
    return listen(address, port, { keyPair, clientAuthority: ca.cert }, (request, response) => {
      listener?.('kubelet');
      void answerAsKubelet(request, response, kubeletOf(index));
    });
  };
  const secure = hasOneAddress
    ? { port: 0, listeners: await listenOnPorts(nodes.length, listenSecurely) }
    : await listenEverywhere(addresses, listenSecurely);
  const plain = options.readonlyPort
    ? await listenEverywhere(addresses, (address, port, index) =>
        listen(address, port, undefined, (request, response) => {
          void answerStatistics(request, response, kubeletOf(index));
        }),
      )
    : undefined;

  const aggregation = await simAggregation(ca.cert);
  let accessReviews: object[] = [];
  const watches: EndWatch[] = [];
  const applied = simApplied();
  const cronJob = simCronJob(options.cronJobVersion ?? 'v1', options.cronJobShards);
  const apiNodes = (): ApiNode[] =>
    nodes.flatMap((node, index) => {
      const state = states.get(node.name) ?? {};
      if (state.isGone) return [];
      const own = { address: addresses[index] ?? '', port: secure.listeners[index]?.port ?? 0 };
      const { isReady = true, hasAddress = true, address = own.address, port = own.port } = state;
      return [{ node, isReady, hasAddress, address, kubeletPort: port }];
    });
  const api = await listen(
    '127.0.0.1',
    0,
    {
      keyPair: await ca.sign('kube-apiserver', ['kubernetes', 'localhost', '127.0.0.1']),
      clientAuthority: ca.cert,
    },
    (request, response) => {
      listener?.('api');
      if (apiFault?.(request, response)) return;
      const state = {
        accounts: tokened(accounts),
        mostOfPage: options.mostOfPage,
        nodes: apiNodes,
        pods: {
          count: nodes.length * world.podsPerNode + 1,
          slice: (from: number, to: number) => podSlice(from, to),
        },
        kubelet: (name: string) => kubelets.get(name),
        onList: () => lists++,
        areListsHanging,
        cronJob,
        aggregation,
        applied,
        onWatch: (end: EndWatch) => watches.push(end),
        onAccessReview: (spec: object) => accessReviews.push(spec),
      };
      void answerAsApiServer(request, response, state);
    },
  );
  const server = `https://127.0.0.1:${api.port}`;
  const folder = mkdtempSync(join(tmpdir(), 'heapline-simulator-'));

  return {
    clock,
    server,
    kubeletPort: secure.port,
    readonlyPort: plain?.port,
    authority: ca,
    folder,
    nodes,
    set: (node, state) => void states.set(node, state),
    served: () => served,
    world,
    containers: ({ node, atMs }) => containersAt(kubelets.get(node)!.node, world, atMs),
    truth: ({ node, atMs, isSpoiled }) => {
      const truth = truthAt(kubelets.get(node)!.node, world, atMs);
      return isSpoiled ? spoil(truth).truth : truth;
    },
    takePeakConcurrency: () => {
      const taken = peak;
      peak = answering;
      return taken;
    },
    cronJob: () => cronJob.object(),
    takeListCount: () => {
      const taken = lists;
      lists = 0;
      return taken;
    },
    takeAccessReviews: () => {
      const taken = accessReviews;
      accessReviews = [];
      return taken;
    },
    watching: () => watches.length,
    endWatches: (why) => watches.splice(0).forEach((end) => end(why)),
    applied,
    aggregation,
    hangLists: (isHanging) => void (areListsHanging = isHanging),
    failApi: (fault) => void (apiFault = fault && apiTrouble(fault)),
    onRequest: (next) => void (listener = next),
    rotateTokens: (next) => void (suffix = next),
    kubeconfig: (account = scraper) => {
      const file = join(folder, `kubeconfig-${account.token}`);
      writeFileSync(file, kubeconfigText(server, ca.cert, account, { token: account.token }), {
        mode: 0o600,
      });
      return file;
    },
    close: () => {
      for (const { close } of [api, ...secure.listeners, ...(plain?.listeners ?? [])]) close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
