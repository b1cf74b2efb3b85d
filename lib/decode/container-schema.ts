import * as z from 'zod';
import { borderOf } from '../quick-parse.ts';
import { mostElementsOfContainers } from '../swollen.ts';
import { countKind, longestName, wireKinds } from './wire.ts';

/**
 * cAdvisor's ContainerInfo, version 1, as `/stats/container/` gives it: a map from cgroup to what is known of it.
 * Keys that are not listed are welcome and dropped.
 * @see https://github.com/google/cadvisor/blob/master/info/v1/container.go
 */
function containersSchema() {
  const { name, word, time, count } = wireKinds();

  const labels = z.record(z.string().max(longestName), z.string().max(longestName)).nullish();

  const customSpec = z.object({ name, type: word, format: word, units: word });

  const spec = z
    .object({
      creation_time: time,
      labels,
      memory: z.object({ limit: count }).nullish(),
      has_network: z.boolean().nullish(),
      has_filesystem: z.boolean().nullish(),
      has_diskio: z.boolean().nullish(),
      custom_metrics: z.array(customSpec).nullish(),
      image: word,
    })
    .nullish();

  const faults = z.object({ pgfault: count, pgmajfault: count }).nullish();

  const memory = z
    .object({
      usage: count,
      cache: count,
      rss: count,
      swap: count,
      working_set: count,
      container_data: faults,
    })
    .nullish();

  const networkInterface = z.object({
    name,
    rx_bytes: count,
    rx_errors: count,
    tx_bytes: count,
    tx_errors: count,
  });

  const filesystem = z.object({
    device: name,
    capacity: count,
    usage: count,
    available: count,
    has_inodes: z.boolean().nullish(),
    inodes: count,
    inodes_free: count,
  });

  const perDisk = z.object({
    device: z.string().max(longestName).nullish(),
    major: z.int().nonnegative().nullish(),
    minor: z.int().nonnegative().nullish(),
    stats: z.object({ Read: count, Write: count }).nullish(),
  });

  const accelerator = z.object({
    make: word,
    model: word,
    id: word,
    memory_total: count,
    memory_used: count,
    duty_cycle: count,
  });

  const customValue = z.object({
    timestamp: time,
    label: word,
    labels,
    // Told apart by hand: cAdvisor leaves out a number that is 0, and one that is refused is not 0.
    int_value: z.unknown().optional(),
    float_value: z.unknown().optional(),
  });

  const stats = z.object({
    timestamp: time,
    cpu: z.object({ usage: z.object({ total: count }).nullish(), load_average: count }).nullish(),
    memory,
    network: z.object({ interfaces: z.array(networkInterface).nullish() }).nullish(),
    filesystem: z.array(filesystem).nullish(),
    diskio: z.object({ io_service_bytes: z.array(perDisk).nullish() }).nullish(),
    processes: z.object({ process_count: count }).nullish(),
    accelerators: z.array(accelerator).nullish(),
    custom_metrics: z.record(name, z.array(customValue).nullish()).nullish(),
  });

  const containerInfo = z.object({
    name,
    aliases: z.array(z.string().max(longestName)).nullish(),
    spec,
    stats: z.array(stats).nullish(),
  });

  return z.record(z.string().max(longestName), containerInfo);
}

export const containersBorder = borderOf('container statistics', containersSchema, mostElementsOfContainers, {
  count: countKind,
});

export type WireInfo = z.infer<ReturnType<typeof containersSchema>>[string];
export type WireStats = NonNullable<WireInfo['stats']>[number];
