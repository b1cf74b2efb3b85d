/**
 * A Kubernetes quantity as a number: `250m` is 0.25, `1.5Gi` is 1610612736. `undefined` where it is not
 * valid.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string | undefined): number | undefined {
  if (text === undefined || text.length > maxQuantityLength) return undefined;
  const parts = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?|[+-]?\d+\.)([numkMGTPE]i?|Ki)?$/.exec(text);
  const factor = factors[parts?.[2] ?? ''];
  const amount = parts && factor !== undefined ? Number(parts[1]) * factor : NaN;
  // Amounts are never negative, nor above what a double counts exactly.
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

const maxQuantityLength = 64;
