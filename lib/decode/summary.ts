import type { Identity } from '../model/empty-sample.ts';
import { finiteNumber } from '../util/exact-json.ts';
import {
  type FieldReader,
  invalidIn,
  noteInvalid,
  readCount,
  readList,
  readName,
  readObject,
  readRequiredObject,
  readText,
  readTexts,
} from '../util/field-reader.ts';
import type { CustomMetric, InterfaceUsage, Sample } from '../model/sample.ts';
import { type ParseTime, timeParser } from './sample-time.ts';
import { type DecodeChoices, type DecodeResult, defaultMaxElements, notStatistics } from './decoded.ts';
import { newestOfEach } from './newest-samples.ts';
import { decodeJson } from './kubelet-json.ts';
import { isHostNetwork } from './host-network.ts';
import {
  filesystemsOf,
  interfacesOf,
  keptInterfaces,
  sampleOf,
  spaceOf,
  timeOf,
} from './summary-sections.ts';

/**
 * The samples in a body of `/stats/summary` (stats.k8s.io v1alpha1, Kubernetes 1.20 to 1.37): the node first,
 * then its system containers, then each pod followed by its containers.
 *
 * @param nodeName the API's name, which tags carry
 * @param latestTimeMs a later time is ignored, and so is 1970
 * @see https://github.com/kubernetes/kubelet/blob/master/pkg/apis/stats/v1alpha1/types.go
 */
export function decodeSummary(
  body: Buffer,
  nodeName: string,
  latestTimeMs: number,
  choices: DecodeChoices = {},
): DecodeResult {
  return decodeJson(body, choices.maxElements ?? defaultMaxElements, (summary) => {
    const node = readRequiredObject(summary, 'node');
    const ownName = readName(node, 'nodeName');
    if (!node || ownName === undefined) return notStatistics(invalidIn(summary), 'no "node" object');
    const clock = timeParser(latestTimeMs);
    const identity: Identity = { node: nodeName };
    const { nodeInterfaces, isOwnInterfacesOnly } = choices;
    const ofNode = interfacesOf(node, clock, nodeInterfaces);
    const nodeNames = new Set(ofNode.map(({ name }) => name));
    const samples = [nodeSample(node, identity, clock, keptInterfaces(node, ofNode, isOwnInterfacesOnly))];
    for (const sample of readList(node, 'systemContainers', (one) =>
      containerSample('systemContainer', one, identity, clock),
    ))
      samples.push(sample);
    for (const pod of readList(summary, 'pods', (one) =>
      podSamples(one, nodeName, clock, nodeNames, isOwnInterfacesOnly),
    ))
      for (const sample of pod) samples.push(sample);
    return { ok: true, nodeName: ownName, samples: newestOfEach(samples), invalid: invalidIn(summary) };
  });
}

function nodeSample(
  node: FieldReader,
  identity: Identity,
  clock: ParseTime,
  interfaces: readonly InterfaceUsage[],
): Sample {
  const limits = readObject(node, 'rlimit');
  const runtime = readObject(node, 'runtime');
  return sampleOf('node', identity, undefined, node, clock, {
    processes: limits && { count: readCount(limits, 'curproc'), max: readCount(limits, 'maxpid') },
    interfaces,
    filesystems: filesystemsOf(clock, {
      root: readObject(node, 'fs'),
      image: readObject(runtime, 'imageFs'),
      containers: readObject(runtime, 'containerFs'),
    }),
  });
}

/** A pod followed by its containers. */
function podSamples(
  pod: FieldReader,
  nodeName: string,
  clock: ParseTime,
  nodeInterfaces: ReadonlySet<string>,
  isOwnInterfacesOnly: boolean | undefined,
): Sample[] | undefined {
  const ref = readRequiredObject(pod, 'podRef');
  const podName = readName(ref, 'name');
  const namespace = readName(ref, 'namespace');
  if (!ref || podName === undefined || namespace === undefined) return undefined;
  const identity = { node: nodeName, namespace, pod: podName, podUid: readText(ref, 'uid') };
  const processes = readObject(pod, 'process_stats');
  const interfaces = interfacesOf(pod, clock);
  const sample = sampleOf('pod', identity, undefined, pod, clock, {
    processes: processes && { count: readCount(processes, 'process_count') },
    isHostNetwork: isHostNetwork(interfaces, nodeInterfaces),
    interfaces: keptInterfaces(pod, interfaces, isOwnInterfacesOnly),
    filesystems: filesystemsOf(clock, { ephemeral: readObject(pod, 'ephemeral-storage') }),
    volumes: readList(pod, 'volume', (volume) => {
      const name = readName(volume, 'name');
      if (name === undefined) return undefined;
      const claim = readObject(volume, 'pvcRef');
      return Object.assign(spaceOf(name, volume, clock), { claim: readName(claim, 'name') });
    }),
  });
  return [
    sample,
    ...readList(pod, 'containers', (one) => containerSample('container', one, identity, clock)),
  ];
}

function containerSample(
  kind: 'container' | 'systemContainer',
  at: FieldReader,
  identity: Identity,
  clock: ParseTime,
): Sample | undefined {
  const container = readName(at, 'name');
  if (container === undefined) return undefined;
  return sampleOf(kind, identity, container, at, clock, {
    filesystems: filesystemsOf(clock, { rootfs: readObject(at, 'rootfs'), logs: readObject(at, 'logs') }),
    accelerators: readList(at, 'accelerators', (one) => ({
      make: readText(one, 'make'),
      model: readText(one, 'model'),
      id: readText(one, 'id'),
      memoryTotalBytes: readCount(one, 'memoryTotal'),
      memoryUsedBytes: readCount(one, 'memoryUsed'),
      dutyCyclePercent: readCount(one, 'dutyCycle'),
    })),
    custom: readList(at, 'userDefinedMetrics', (one) => customMetric(one, clock)),
  });
}

function customMetric(at: FieldReader, clock: ParseTime): CustomMetric | undefined {
  const name = readName(at, 'name');
  if (name === undefined) return undefined;
  const given = at.value['value'];
  const value = given == null ? undefined : (finiteNumber(given) ?? noteInvalid(at, 'value', 'a number'));
  return {
    timeMs: timeOf(at, clock),
    name,
    type: readText(at, 'type'),
    units: readText(at, 'units'),
    labels: readTexts(at, 'labels'),
    value,
  };
}
