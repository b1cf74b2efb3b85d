/** What a container is given. */
export interface Amounts {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

const mebibyte = 2 ** 20;

/**
 * What each of a CronJob's `shards` needs for so many nodes: the number is rounded up to 16, 24, 36, 54 and so on, so that a node more
 * changes nothing most of the time, and each of them adds its share. A third of the memory is for what the API tells of pods, and
 * every shard hears of them all.
 *
 * @see https://github.com/kubernetes/autoscaler/tree/master/addon-resizer
 */
export function amountsForNodes(nodes: number, shards: number, base: Amounts, perNode: Amounts): Amounts {
  const own = roundedUp(Math.ceil(nodes / shards));
  return whole({
    cpuMillicores: base.cpuMillicores + own * perNode.cpuMillicores,
    memoryBytes: base.memoryBytes + ((2 * own + roundedUp(nodes)) / 3) * perNode.memoryBytes,
  });
}

/**
 * The most that runs took, and a margin; a run a minute, over which its CPU time is spread. Never more than a machine has, nor
 * less than a run can do with: whoever may write to the database should not be able to keep the CronJob from running.
 */
export function amountsForRuns(
  most: { readonly cpuSeconds: number; readonly peakRssBytes: number },
  marginPercent: number,
): Amounts {
  const withMargin = 1 + marginPercent / 100;
  return whole({
    cpuMillicores: within(bounds.cpuMillicores, (most.cpuSeconds / secondsBetweenRuns) * 1000 * withMargin),
    memoryBytes: within(bounds.memoryBytes, most.peakRssBytes * withMargin),
  });
}

const fewestNodes = 16;
const growth = 1.5;
const secondsBetweenRuns = 60;
const bounds = { cpuMillicores: [10, 8_000], memoryBytes: [96 * mebibyte, 8192 * mebibyte] } as const;

function within([least, most]: readonly [number, number], amount: number): number {
  return Math.min(most, Math.max(least, amount));
}

function roundedUp(nodes: number): number {
  let counted = fewestNodes;
  while (counted < nodes) counted = Math.floor(counted * growth);
  return counted;
}

/** As Kubernetes' users write them: whole millicores and mebibytes. */
function whole({ cpuMillicores, memoryBytes }: Amounts): Amounts {
  return {
    cpuMillicores: Math.ceil(cpuMillicores),
    memoryBytes: Math.ceil(memoryBytes / mebibyte) * mebibyte,
  };
}
