/** The value of a quantity, in cores or bytes. */
export function amountOf(quantity: string): number {
  const [, number, unit = ''] = /^(\d+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(number) * factors[unit]!;
}

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** A window of the metrics API, `1m0.5s`, in seconds. */
export function windowMs(window: string): number {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(window) ?? [];
  return Math.round(Number(minutes) * 60_000 + Number(seconds) * 1000);
}
