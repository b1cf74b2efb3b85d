import { list, object, text, type Truth, whole } from '../simulator/json.ts';

/** The expected answer of the metrics API for an object, from two answers of its kubelet. */
export interface ExpectedUsage {
  readonly nanoCores: number;
  readonly memoryBytes: number;
  readonly swapBytes: number | undefined;
  readonly ephemeralStorageBytes: number | undefined;
  readonly timestampMs: number;
  readonly windowMs: number;
}

export interface ExpectedPod {
  readonly namespace: string;
  readonly name: string;
  readonly containers: ReadonlyMap<string, ExpectedUsage>;
}

/** Of a node that was scraped twice: its own usage, and that of the pods in both answers. */
export function expectedUsages(
  before: Truth,
  after: Truth,
): { readonly name: string; readonly usage: ExpectedUsage; readonly pods: readonly ExpectedPod[] } {
  const [oldNode, node] = [object(before['node']), object(after['node'])];
  const root = object(node['fs'])['usedBytes'];
  const known = new Map(podsOf(before).map((pod) => [pod.uid, pod]));
  return {
    name: text(node['nodeName']),
    usage: usageOf(oldNode, node, root === undefined ? undefined : Number(root)),
    pods: podsOf(after).flatMap(({ uid, namespace, name, containers }) => {
      const old = known.get(uid);
      if (!old) return [];
      const usages = [...containers].map(([container, now]) => {
        const used = [now['rootfs'], now['logs']].map((space) => Number(object(space)['usedBytes']));
        const sum = used.reduce((all, bytes) => all + bytes, 0);
        return [container, usageOf(object(old.containers.get(container)), now, sum)] as const;
      });
      return [{ namespace, name, containers: new Map(usages) }];
    }),
  };
}

function podsOf(truth: Truth) {
  return list(truth['pods']).map((pod) => {
    const { name, namespace, uid } = object(pod['podRef']);
    return {
      uid: text(uid),
      namespace: text(namespace),
      name: text(name),
      containers: new Map(list(pod['containers']).map((one) => [text(one['name']), one])),
    };
  });
}

function usageOf(before: Truth, after: Truth, ephemeralStorageBytes: number | undefined): ExpectedUsage {
  const [old, now] = [object(before['cpu']), object(after['cpu'])];
  const timestampMs = Date.parse(text(now['time']));
  const windowMs = timestampMs - Date.parse(text(old['time']));
  const nanoseconds = Number(whole(now['usageCoreNanoSeconds']) - whole(old['usageCoreNanoSeconds']));
  const swap = object(after['swap'])['swapUsageBytes'];
  return {
    nanoCores: (nanoseconds * 1000) / windowMs,
    memoryBytes: Number(whole(object(after['memory'])['workingSetBytes'])),
    swapBytes: swap === undefined ? undefined : Number(swap),
    ephemeralStorageBytes,
    timestampMs,
    windowMs,
  };
}
