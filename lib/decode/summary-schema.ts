import * as z from 'zod';
import { borderOf } from '../quick-parse.ts';
import { mostElements } from '../swollen.ts';
import { countKind, longestName, wireKinds } from './wire.ts';

/**
 * The kubelet's Summary API as it goes over the wire: stats.k8s.io v1alpha1, Kubernetes 1.20 to 1.37. Every section
 * may be absent or null; keys that are not listed are welcome and dropped.
 * @see https://github.com/kubernetes/kubelet/blob/master/pkg/apis/stats/v1alpha1/types.go
 */
function summarySchema() {
  const { name, word, time, count } = wireKinds();

  const averages = z.object({
    avg10: z.number().nonnegative().nullish(),
    avg60: z.number().nonnegative().nullish(),
    avg300: z.number().nonnegative().nullish(),
  });
  const psi = z.object({ full: averages.nullish(), some: averages.nullish() }).nullish();

  const cpu = z.object({ time, usageNanoCores: count, usageCoreNanoSeconds: count, psi }).nullish();

  const memory = z
    .object({
      time,
      availableBytes: count,
      usageBytes: count,
      workingSetBytes: count,
      rssBytes: count,
      pageFaults: count,
      majorPageFaults: count,
      psi,
    })
    .nullish();

  const io = z.object({ psi }).nullish();
  const swap = z.object({ swapAvailableBytes: count, swapUsageBytes: count }).nullish();

  const space = {
    time,
    availableBytes: count,
    capacityBytes: count,
    usedBytes: count,
    inodes: count,
    inodesFree: count,
    inodesUsed: count,
  };
  const filesystem = z.object(space).nullish();

  const traffic = { rxBytes: count, rxErrors: count, txBytes: count, txErrors: count };
  const network = z
    .object({
      time,
      name: word,
      ...traffic,
      interfaces: z.array(z.object({ name, ...traffic })).nullish(),
    })
    .nullish();

  const volume = z.object({ ...space, name, pvcRef: z.object({ name }).nullish() });

  const accelerator = z.object({
    make: word,
    model: word,
    id: word,
    memoryTotal: count,
    memoryUsed: count,
    dutyCycle: count,
  });

  const userDefinedMetric = z.object({
    time,
    name,
    type: word,
    units: word,
    labels: z.record(name, z.string().max(longestName)).nullish(),
    // A float in InfluxDB, so digits that `parseExactJson` left as text may lose their last ones.
    value: z
      .union([
        z.number(),
        z
          .string()
          .regex(/^\d{16,400}$/)
          .transform(Number)
          .pipe(z.number()),
      ])
      .nullish(),
  });

  const container = z.object({
    name,
    startTime: time,
    cpu,
    memory,
    io,
    swap,
    accelerators: z.array(accelerator).nullish(),
    rootfs: filesystem,
    logs: filesystem,
    userDefinedMetrics: z.array(userDefinedMetric).nullish(),
  });

  const pod = z.object({
    podRef: z.object({ name, namespace: name, uid: word }),
    startTime: time,
    containers: z.array(container).nullish(),
    cpu,
    memory,
    io,
    swap,
    network,
    volume: z.array(volume).nullish(),
    'ephemeral-storage': filesystem,
    process_stats: z.object({ process_count: count }).nullish(),
  });

  const node = z.object({
    nodeName: name,
    startTime: time,
    systemContainers: z.array(container).nullish(),
    cpu,
    memory,
    io,
    swap,
    network,
    fs: filesystem,
    runtime: z.object({ imageFs: filesystem, containerFs: filesystem }).nullish(),
    rlimit: z.object({ maxpid: count, curproc: count }).nullish(),
  });

  return z.object({ node, pods: z.array(pod).nullish() });
}

// Where nothing is out of the ordinary, no such schema is made.
export const summaryBorder = borderOf('summary', summarySchema, mostElements, { count: countKind });

type Summary = z.infer<ReturnType<typeof summarySchema>>;
export type WireNode = Summary['node'];
export type WirePod = NonNullable<Summary['pods']>[number];
export type WireContainer = NonNullable<WirePod['containers']>[number];
export type WirePressure = NonNullable<WireContainer['cpu']>['psi'];
export type WireSpace = WireContainer['rootfs'];
export type WireNetwork = WirePod['network'];
