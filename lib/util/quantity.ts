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
