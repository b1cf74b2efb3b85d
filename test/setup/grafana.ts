/** What Grafana puts into a query before it sends it. */
export interface Shaping {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  /** Of each variable what is chosen; `undefined` for All, whose value is `.*`. */
  readonly variables: Readonly<Record<string, readonly string[] | undefined>>;
}

/**
 * The InfluxQL that Grafana sends for a panel.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/#regex
 */
export function interpolated(influxql: string, { fromMs, toMs, intervalMs, variables }: Shaping): string {
  return influxql
    .replaceAll('$timeFilter', `time >= ${fromMs}ms AND time <= ${toMs}ms`)
    .replaceAll('$__interval', `${intervalMs}ms`)
    .replace(/\$\{(\w+):regex\}/g, (_, name: string) => {
      if (!(name in variables)) throw new Error(`the dashboard has no variable ${name}`);
      const chosen = variables[name];
      if (chosen === undefined) return '.*';
      const escaped = chosen.map((value) => value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&'));
      return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
    });
}
