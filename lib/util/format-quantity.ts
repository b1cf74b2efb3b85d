/**
 * Amounts in Kubernetes' canonical form: the largest unit in which the number is whole.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** `156439n`, `12m`, `2`. */
export function coresQuantity(nanoCores: number): string {
  return inLargestUnit(Math.round(nanoCores), 1000, ['n', 'u', 'm', '', 'k', 'M']);
}

/** `4620Ki`, `20Mi`, `12345`. */
export function bytesQuantity(bytes: number): string {
  return inLargestUnit(Math.round(bytes), 1024, ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi']);
}

/**
 * A duration as Go prints it: `17.913s`, `1m0s`.
 * @see https://pkg.go.dev/time#Duration.String
 */
export function goDuration(ms: number): string {
  if (ms < 1000) return ms === 0 ? '0s' : `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** RFC 3339 in whole seconds, as in Kubernetes objects. */
export function kubernetesTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function inLargestUnit(amount: number, step: number, units: readonly string[]): string {
  if (amount === 0) return '0';
  let unit = 0;
  while (amount % step === 0 && unit < units.length - 1) {
    amount /= step;
    unit++;
  }
  return `${amount}${units[unit] ?? ''}`;
}
