import { isSum, linesOf, type Shown, type Variable } from './shown.ts';

/**
 * The InfluxQL of a panel, with Grafana's `$timeFilter`, `$__interval` and variables. Rates are computed
 * between samples and then averaged over an interval.
 *
 * @param clusters the clusters by tag; by default the dashboard's variable
 * @see https://grafana.com/docs/grafana/latest/datasources/influxdb/query-editor/
 */
export function influxqlOf(shown: Shown, clusters: Where = { cluster: '$cluster' }): string {
  const { field, of, over, isNewest, divideBy = 1 } = shown;
  const by = linesOf(shown);
  const scale = divideBy === 1 ? '' : ` / ${divideBy}`;
  const source = sourceOf(shown, clusters);
  if (isNewest) {
    const newest = `SELECT last("${field}") AS "value" FROM ${source}${groupBy(of)}`;
    return `SELECT "value"${scale} AS "value" FROM (${newest}) WHERE $timeFilter${groupBy(by)}`;
  }
  const ofObject = `FROM ${source}${groupBy(of, true)} fill(none)`;
  const mean = meanOf(shown);
  if (!isSum(shown)) {
    const value = over === undefined ? mean : `${mean} / mean("${over}")`;
    return `SELECT ${value}${scale} AS "value" ${ofObject}`;
  }
  // Ratios cannot be summed or averaged: their parts are summed.
  const [parts, sum] =
    over === undefined
      ? [`${mean} AS "value"`, 'sum("value")']
      : [`${mean} AS "value", mean("${over}") AS "over"`, 'sum("value") / sum("over")'];
  const perObject = `SELECT ${parts} ${ofObject}`;
  return `SELECT ${sum}${scale} AS "value" FROM (${perObject}) WHERE $timeFilter${groupBy(by, true)} fill(none)`;
}

/** The values of a variable. */
export function variableInfluxql(variable: Variable | 'cluster'): string {
  const values = (measurement: string, where: Where) => {
    const conditions = conditionsOf(where).join(' AND ');
    return `SHOW TAG VALUES FROM "${measurement}" WITH KEY = "${variable}"${conditions === '' ? '' : ` WHERE ${conditions}`}`;
  };
  const cluster = { cluster: '$cluster' };
  switch (variable) {
    case 'cluster':
      return values('heapline_run', {});
    case 'node':
      return values('kube_node', cluster);
    case 'namespace':
      return values('kube_namespace', cluster);
    case 'workload':
      return values('kube_pod', { ...cluster, namespace: '$namespace' });
    case 'pod':
      return values('kube_pod', { ...cluster, namespace: '$namespace', workload: '$workload' });
    case 'container':
      return values('kube_container', { ...cluster, namespace: '$namespace', pod: '$pod' });
  }
}

function meanOf({ how, field, pick }: Shown): string {
  return how === 'rate' ? 'mean("value")' : `${pick ?? 'mean'}("${field}")`;
}

/** The FROM clause and the number. */
function sourceOf({ how, measurement, field, of, where = {} }: Shown, clusters: Where): string {
  const conditions = [...conditionsOf({ ...clusters, ...where }), '$timeFilter'].join(' AND ');
  const chosen = `"${measurement}" WHERE ${conditions}`;
  if (how === 'gauge') return chosen;
  return `(SELECT non_negative_derivative("${field}", 1s) AS "value" FROM ${chosen}${groupBy(of)}) WHERE $timeFilter`;
}

type Where = Readonly<Record<string, string>>;

function conditionsOf(where: Where): string[] {
  return Object.entries(where).map(([tag, value]) => {
    if (value === '*') return `"${tag}" != ''`;
    return value.startsWith('$') ? `"${tag}" =~ /^\${${value.slice(1)}:regex}$/` : `"${tag}" = '${value}'`;
  });
}

function groupBy(tags: readonly string[], isOverTime = false): string {
  const parts = [...(isOverTime ? ['time($__interval)'] : []), ...tags.map((tag) => `"${tag}"`)];
  return parts.length === 0 ? '' : ` GROUP BY ${parts.join(', ')}`;
}
