import { mostOthers, type Resources } from '../facts.ts';

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const longestQuantity = 64;

/**
 * A Kubernetes quantity as a number of its unit: `250m` is 0.25, `1.5Gi` 1610612736; `undefined` for what is none.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string | undefined): number | undefined {
  if (text === undefined || text.length > longestQuantity) return undefined;
  const parts = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?|[+-]?\d+\.)([numkMGTPE]i?|Ki)?$/.exec(text);
  const factor = factors[parts?.[2] ?? ''];
  const amount = parts && factor !== undefined ? Number(parts[1]) * factor : NaN;
  // No amount of anything is negative, and none is beyond what a double counts.
  return amount >= 0 && amount <= Number.MAX_SAFE_INTEGER ? amount : undefined;
}

/** Amounts as Kubernetes spells them, `{cpu: '250m', memory: '1Gi'}`; fractions of a thousandth core are rounded up. */
export function resourcesOf(quantities: Readonly<Record<string, string>> | undefined | null): Resources {
  const { cpu, memory, 'ephemeral-storage': storage, ...others } = quantities ?? {};
  const cores = parseQuantity(cpu);
  const named = Object.entries(others)
    .slice(0, mostOthers)
    .flatMap(([name, text]): [string, number][] => {
      const amount = parseQuantity(text);
      return amount === undefined ? [] : [[name, Math.ceil(amount)]];
    });
  return {
    cpuMillicores: cores === undefined ? undefined : Math.ceil(roundedOff(cores * 1000)),
    memoryBytes: wholeBytes(memory),
    ephemeralStorageBytes: wholeBytes(storage),
    others: named.length === 0 ? undefined : Object.fromEntries(named),
  };
}

function wholeBytes(text: string | undefined): number | undefined {
  const bytes = parseQuantity(text);
  return bytes === undefined ? undefined : Math.ceil(roundedOff(bytes));
}

/** 0.29 × 1000 is a little less than 290 to a double, and 1.1 × 1000 a little more than 1100. */
function roundedOff(product: number): number {
  const whole = Math.round(product);
  return Math.abs(product - whole) < 1e-6 ? whole : product;
}
