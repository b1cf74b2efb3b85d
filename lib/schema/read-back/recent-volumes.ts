import { tagIs } from '../influxql.ts';
import type { ReadLayout } from './layout.ts';

/** The newest space of a pod's volume. */
export interface RecentVolume {
  readonly namespace: string;
  readonly pod: string;
  readonly volume: string;
  readonly claim: string | undefined;
  readonly usedBytes: number | undefined;
  readonly capacityBytes: number | undefined;
}

/** InfluxQL for the newest space of every volume since `fromMs`. */
export function volumesQuery(
  { tags, volumes }: ReadLayout,
  { clusterName, fromMs }: { readonly clusterName: string; readonly fromMs: number },
): string {
  const { used, capacity, where, volumeTag, claimTag } = volumes;
  const conditions = [
    tagIs(tags.cluster, clusterName),
    ...Object.entries(where).map(([tag, value]) => tagIs(tag, value)),
    `time > ${fromMs}ms`,
  ].join(' AND ');
  const by = [tags.namespace, tags.pod, volumeTag, ...(claimTag === undefined ? [] : [claimTag])]
    .map((tag) => `"${tag}"`)
    .join(', ');
  return [
    ['used', used],
    ['capacity', capacity],
  ]
    .map(([name, of]) => {
      const { measurement, field } = of as typeof used;
      return `SELECT last("${field}") AS "${name as string}" FROM "${measurement}" WHERE ${conditions} GROUP BY ${by}`;
    })
    .join('; ');
}

interface Series {
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

export function volumesOf({ tags, volumes }: ReadLayout, series: readonly Series[]): RecentVolume[] {
  const { volumeTag, prefix, claimTag } = volumes;
  const found = new Map<string, RecentVolume>();
  for (const { tags: of, columns, values } of series) {
    const stored = of[volumeTag] ?? '';
    const number = values[0]?.[1];
    if (!stored.startsWith(prefix) || typeof number !== 'number') continue;
    const key = JSON.stringify(of);
    const known = found.get(key) ?? {
      namespace: of[tags.namespace] ?? '',
      pod: of[tags.pod] ?? '',
      volume: stored.slice(prefix.length),
      claim: (claimTag && of[claimTag]) || undefined,
      usedBytes: undefined,
      capacityBytes: undefined,
    };
    found.set(key, { ...known, [columns[1] === 'used' ? 'usedBytes' : 'capacityBytes']: number });
  }
  return [...found.values()];
}
