import { maxOtherResources, type Resources } from '../model/facts.ts';
import { parseQuantity } from '../util/quantity.ts';

/**
 * Kubernetes' quantities, `{cpu: '250m', memory: '1Gi'}`, as numbers. Fractions of a millicore are rounded
 * up.
 */
export function resourcesOf(quantities: Readonly<Record<string, string>> | undefined | null): Resources {
  const { cpu, memory, 'ephemeral-storage': storage, ...others } = quantities ?? {};
  const cores = parseQuantity(cpu);
  const named = Object.entries(others)
    .slice(0, maxOtherResources)
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

/** In doubles 0.29 × 1000 is a little less than 290, and 1.1 × 1000 a little more than 1100. */
function roundedOff(product: number): number {
  const whole = Math.round(product);
  return Math.abs(product - whole) < 1e-6 ? whole : product;
}
