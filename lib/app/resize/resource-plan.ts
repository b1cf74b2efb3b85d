/** CPU and memory of a container. */
export interface Amounts {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

const mebibyte = 2 ** 20;

/**
 * What each shard needs for this many nodes. The number is rounded up to 16, 24, 36, 54 and so on, so that
 * one more node rarely changes anything. A third of the memory is for pods of the API, which every shard
 * reads in full.
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
 * The peaks of runs plus a margin; CPU time is spread over a minute. Limited to sensible amounts: a writer to
 * the database must not be able to stop the CronJob.
 */
export function amountsForRuns(
  peak: { readonly cpuSeconds: number; readonly peakRssBytes: number },
  marginPercent: number,
): Amounts {
  const withMargin = 1 + marginPercent / 100;
  return whole({
    cpuMillicores: within(bounds.cpuMillicores, (peak.cpuSeconds / secondsBetweenRuns) * 1000 * withMargin),
    memoryBytes: within(bounds.memoryBytes, peak.peakRssBytes * withMargin),
  });
}

const minNodes = 16;
const growthFactor = 1.5;
const secondsBetweenRuns = 60;
const bounds = { cpuMillicores: [10, 8_000], memoryBytes: [96 * mebibyte, 8192 * mebibyte] } as const;

function within([least, peak]: readonly [number, number], amount: number): number {
  return Math.min(peak, Math.max(least, amount));
}

function roundedUp(nodes: number): number {
  let counted = minNodes;
  while (counted < nodes) counted = Math.floor(counted * growthFactor);
  return counted;
}

/** Whole millicores and mebibytes. */
function whole({ cpuMillicores, memoryBytes }: Amounts): Amounts {
  return {
    cpuMillicores: Math.ceil(cpuMillicores),
    memoryBytes: Math.ceil(memoryBytes / mebibyte) * mebibyte,
  };
}
