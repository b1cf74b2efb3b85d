import { type Random, randomOf } from '../setup/random.ts';
import { type KubeletPlan, kubeletPlans, oddPlans } from './kubelet-plans.ts';
import { type ApiPlan, apiPlans, type InfluxPlan, influxPlans } from './server-plans.ts';

/** What befalls the process itself. */
interface ProcessPlan {
  readonly kind: string;
  readonly weight: number;
  readonly signal?: {
    readonly name: 'SIGTERM' | 'SIGINT';
    readonly at: 'api' | 'kubelet' | 'write';
    readonly afterMs: number;
  };
  readonly isTwice?: true;
  readonly closesStdout?: true;
  readonly isShort?: true;
}

/** One run: what goes wrong in it. */
export interface Plan {
  readonly seed: number;
  readonly nodes: ReadonlyMap<string, KubeletPlan>;
  readonly api: ApiPlan | undefined;
  readonly influx: InfluxPlan | undefined;
  readonly process: ProcessPlan | undefined;
  readonly runTimeoutMs: number;
}

const usualTimeoutMs = 15_000;

/** The plan that a seed stands for. */
export function planOf(seed: number, nodeNames: readonly string[]): Plan {
  const random = randomOf(seed);
  const nodes = new Map<string, KubeletPlan>();
  if (random.holds(0.75)) {
    const share = random.next() * 0.6;
    for (const name of nodeNames)
      if (random.holds(share)) nodes.set(name, random.pick(random.holds(0.8) ? kubeletPlans : oddPlans));
  }
  const process = random.holds(0.2) ? weighted(random, processPlans(random)) : undefined;
  const api = !process && random.holds(0.3) ? weighted(random, apiPlans) : undefined;
  const mayBoth = process === undefined || process.signal !== undefined;
  const influx = mayBoth && random.holds(process ? 0.3 : 0.5) ? weighted(random, influxPlans) : undefined;
  if (process?.isShort)
    for (const [index, name] of nodeNames.entries())
      if (index % 3 === 0) nodes.set(name, hangs);
      else nodes.delete(name);
  return { seed, nodes, api, influx, process, runTimeoutMs: influx?.runTimeoutMs ?? usualTimeoutMs };
}

/** The faults in a plan, for the count. */
export function kindsOf({ nodes, api, influx, process }: Plan): string[] {
  return [...nodes.values(), api, influx, process].flatMap((plan) => (plan ? [plan.kind] : []));
}

const hangs: KubeletPlan = {
  kind: 'kubelet hang',
  cause: 'cut_short',
  state: () => ({ fault: 'hang' }),
};

function processPlans(random: Random): ProcessPlan[] {
  const signals = (['SIGTERM', 'SIGINT'] as const).flatMap((name) =>
    (['api', 'kubelet', 'write'] as const).map((at): ProcessPlan => ({
      kind: `${name} at ${at}`,
      weight: 1,
      signal: { name, at, afterMs: random.whole(0, 150) },
    })),
  );
  return [
    ...signals,
    { kind: 'two runs at once', weight: 2, isTwice: true },
    { kind: 'stdout closed', weight: 2, closesStdout: true },
    { kind: 'sweep’s time over', weight: 2, isShort: true },
  ];
}

function weighted<Item extends { readonly weight: number }>(random: Random, items: readonly Item[]): Item {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.next() * total;
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items.at(-1) as Item;
}
