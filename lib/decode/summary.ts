import type { Sample } from '../model.ts';
import type { Identity } from '../blank-sample.ts';
import { type Clock, clockOf } from './clock.ts';
import { type Decoded, notStatistics } from './decoded.ts';
import { newestOfEach } from './duplicates.ts';
import { readJson } from './read-json.ts';
import { filesystemsOf, interfacesOf, sampleOf, spaceOf } from './sections.ts';
import { summaryBorder, type WireContainer, type WireNode, type WirePod } from './summary-schema.ts';

/**
 * The samples in a body of `/stats/summary`: the node first, then its system containers, then every pod followed by
 * its containers. `nodeName` is the name that tags carry, the API's.
 *
 * @param latestTimeMs a time later than this is no time, nor is 1970
 */
export function decodeSummary(body: Buffer, nodeName: string, latestTimeMs: number): Decoded {
  const read = readJson(body, summaryBorder);
  if (!read.ok) return read;
  const { value: summary, refused } = read;
  if (!summary) return notStatistics(refused, 'no "node" object');
  const clock = clockOf(latestTimeMs);
  const samples = [nodeSample(summary.node, { node: nodeName }, clock)];
  for (const container of summary.node.systemContainers ?? [])
    samples.push(containerSample('systemContainer', container, { node: nodeName }, clock));
  for (const pod of summary.pods ?? []) {
    const { name, namespace, uid } = pod.podRef;
    const identity = { node: nodeName, namespace, pod: name, podUid: uid ?? undefined };
    samples.push(podSample(pod, identity, clock));
    for (const container of pod.containers ?? [])
      samples.push(containerSample('container', container, identity, clock));
  }
  return { ok: true, nodeName: summary.node.nodeName, samples: newestOfEach(samples), refused };
}

function nodeSample(node: WireNode, identity: Identity, clock: Clock): Sample {
  return sampleOf('node', identity, undefined, node, clock, {
    processes: node.rlimit
      ? { count: node.rlimit.curproc ?? undefined, max: node.rlimit.maxpid ?? undefined }
      : undefined,
    interfaces: interfacesOf(node.network, clock),
    filesystems: filesystemsOf(clock, {
      root: node.fs,
      image: node.runtime?.imageFs,
      containers: node.runtime?.containerFs,
    }),
  });
}

function podSample(pod: WirePod, identity: Identity, clock: Clock): Sample {
  return sampleOf('pod', identity, undefined, pod, clock, {
    processes: pod.process_stats ? { count: pod.process_stats.process_count ?? undefined } : undefined,
    interfaces: interfacesOf(pod.network, clock),
    filesystems: filesystemsOf(clock, { ephemeral: pod['ephemeral-storage'] }),
    volumes: pod.volume?.map((volume) =>
      Object.assign(spaceOf(volume.name, volume, clock), { claim: volume.pvcRef?.name }),
    ),
  });
}

function containerSample(
  kind: 'container' | 'systemContainer',
  container: WireContainer,
  identity: Identity,
  clock: Clock,
): Sample {
  return sampleOf(kind, identity, container.name, container, clock, {
    filesystems: filesystemsOf(clock, { rootfs: container.rootfs, logs: container.logs }),
    accelerators: container.accelerators?.map((accelerator) => ({
      make: accelerator.make ?? undefined,
      model: accelerator.model ?? undefined,
      id: accelerator.id ?? undefined,
      memoryTotalBytes: accelerator.memoryTotal ?? undefined,
      memoryUsedBytes: accelerator.memoryUsed ?? undefined,
      dutyCyclePercent: accelerator.dutyCycle ?? undefined,
    })),
    custom: container.userDefinedMetrics?.map((metric) => ({
      timeMs: clock(metric.time),
      name: metric.name,
      type: metric.type ?? undefined,
      units: metric.units ?? undefined,
      labels: metric.labels ?? {},
      value: metric.value ?? undefined,
    })),
  });
}
