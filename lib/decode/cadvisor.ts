import type { Sample } from '../model/sample.ts';
import { emptySample, type Identity } from '../model/empty-sample.ts';
import {
  type FieldReader,
  invalidIn,
  readEntries,
  readName,
  readObject,
  readText,
} from '../util/field-reader.ts';
import { type ParseTime, timeParser } from './sample-time.ts';
import { type CgroupRole, type PodRef, roleOf } from './cgroup-role.ts';
import { usageOf } from './cgroup-usage.ts';
import { type DecodeChoices, type DecodeResult, defaultMaxElements, notStatistics } from './decoded.ts';
import { newestOfEach } from './newest-samples.ts';
import { decodeJson } from './kubelet-json.ts';
import { maxTimeLength } from './summary-sections.ts';

/**
 * The samples in a body of `/stats/container/`, in the order of `decodeSummary`: the node, its system
 * containers, then each pod followed by its containers. A pod's CPU and memory are those of its cgroup, its
 * network is its sandbox's. The newest of a container's readings is the sample, the one before it is
 * `earlier`.
 *
 * @param latestTimeMs a later time is ignored, and so is 1970
 */
export function decodeContainers(
  body: Buffer,
  nodeName: string,
  latestTimeMs: number,
  { nodeInterfaces, isOwnInterfacesOnly, maxElements = defaultMaxElements }: DecodeChoices = {},
): DecodeResult {
  return decodeJson(body, elementsPerElement * maxElements, (infos) => {
    const found = groupByRole(infos);
    if (!found.node) return notStatistics(invalidIn(infos), 'no cgroup "/", which is the node');
    const clock = timeParser(latestTimeMs);
    const sampleOf = sampler(clock, isOwnInterfacesOnly);
    const samples = [
      sampler(clock, isOwnInterfacesOnly, nodeInterfaces)('node', found.node, { node: nodeName }),
    ];
    for (const { name, info } of found.system)
      samples.push(sampleOf('systemContainer', info, { node: nodeName, container: name }));
    for (const pod of found.pods.values())
      for (const sample of podSamples(pod, nodeName, sampleOf)) samples.push(sample);
    return { ok: true, nodeName: undefined, samples: newestOfEach(samples), invalid: invalidIn(infos) };
  });
}

// The body also holds labels, devices, and two readings of each container.
const elementsPerElement = 3;

interface FoundPod {
  readonly ref: PodRef;
  cgroup?: FieldReader;
  sandbox?: FieldReader;
  readonly containers: { readonly name: string; readonly info: FieldReader }[];
}

interface Found {
  node: FieldReader | undefined;
  readonly system: { readonly name: string; readonly info: FieldReader }[];
  /** By UID, or by name where there is no UID. */
  readonly pods: Map<string, FoundPod>;
}

function groupByRole(infos: FieldReader | undefined): Found {
  const found: Found = { node: undefined, system: [], pods: new Map() };
  const cgroups: { readonly uid: string; readonly info: FieldReader }[] = [];
  readEntries(infos, (all, key) => {
    const info = readObject(all, key);
    const name = readName(info, 'name');
    if (!info || name === undefined) return;
    const role = roleOf(info, name);
    if (role.kind === 'node') found.node = info;
    else if (role.kind === 'system') found.system.push({ name: role.name, info });
    else if (role.kind === 'pod') cgroups.push({ uid: role.uid, info });
    else if (role.kind !== 'transient') addToPod(found.pods, role, info);
  });
  // A cgroup's pod is known from the containers in it; one without containers is ignored.
  for (const { uid, info } of cgroups) {
    const pod = found.pods.get(uid);
    if (pod) pod.cgroup = info;
  }
  return found;
}

type InPod = Extract<CgroupRole, { kind: 'container' | 'sandbox' }>;

function addToPod(pods: Map<string, FoundPod>, { kind, ref, name }: InPod, info: FieldReader): void {
  const key = ref.uid ?? `${ref.namespace}/${ref.pod}`;
  const pod = pods.get(key) ?? { ref, containers: [] };
  pods.set(key, pod);
  if (kind === 'container') pod.containers.push({ name, info });
  // A restarted sandbox and the one before it may both be listed for a while.
  else if (!pod.sandbox || createdAt(info) >= createdAt(pod.sandbox)) pod.sandbox = info;
}

function createdAt(info: FieldReader): string {
  const spec = readObject(info, 'spec');
  return readText(spec, 'creation_time', maxTimeLength) ?? '';
}

function podSamples(
  { ref, cgroup, sandbox, containers }: FoundPod,
  node: string,
  sampleOf: SampleOf,
): Sample[] {
  const identity = { node, namespace: ref.namespace, pod: ref.pod, podUid: ref.uid };
  const fromSandbox = sandbox
    ? sampleOf('pod', sandbox, identity)
    : emptySample('pod', 'container', identity);
  const pod: Sample = cgroup
    ? withNetworkOf(fromSandbox, sampleOf('pod', cgroup, identity))
    : // The sandbox's numbers are only a part of the pod's.
      {
        ...fromSandbox,
        cpu: undefined,
        memory: undefined,
        swap: undefined,
        sandbox: fromSandbox,
        earlier: fromSandbox.earlier && { ...fromSandbox.earlier, cpu: undefined, memory: undefined },
      };
  return [
    pod,
    ...containers.map(({ name, info }) => sampleOf('container', info, { ...identity, container: name })),
  ];
}

function withNetworkOf({ interfaces, earlier }: Sample, sample: Sample): Sample {
  return {
    ...sample,
    interfaces,
    earlier: sample.earlier && { ...sample.earlier, interfaces: earlier?.interfaces ?? [] },
  };
}

type SampleOf = (kind: Sample['kind'], info: FieldReader, identity: Identity) => Sample;

function sampler(clock: ParseTime, isOwnOnly?: boolean, own?: RegExp): SampleOf {
  return (kind, info, identity) => ({
    ...emptySample(kind, 'container', identity),
    ...usageOf(info, clock, { own, isOwnOnly }),
  });
}
