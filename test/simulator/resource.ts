import { list, object, text, type Truth } from './json.ts';

/** A node's answer to `/metrics/resource`, made from the truth of its summary. */
export function resourceText(truth: Truth): string {
  const lines: string[] = [];
  const add = (kind: string, labels: string, source: Truth) => {
    const timeMs = Date.parse(text(object(source['cpu'])['time']));
    const seconds = Number(object(source['cpu'])['usageCoreNanoSeconds']) / 1e9;
    const bytes = Number(object(source['memory'])['workingSetBytes']);
    lines.push(`${kind}_cpu_usage_seconds_total${labels} ${seconds} ${timeMs}`);
    lines.push(`${kind}_memory_working_set_bytes${labels} ${bytes.toExponential()} ${timeMs}`);
    if (kind === 'container')
      lines.push(`container_start_time_seconds${labels} ${Date.parse(text(source['startTime'])) / 1000}`);
  };
  lines.push(
    '# HELP node_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the node in core-seconds',
  );
  lines.push('# TYPE node_cpu_usage_seconds_total counter');
  add('node', '', object(truth['node']));
  for (const pod of list(truth['pods'])) {
    const { name, namespace } = object(pod['podRef']);
    const ref = `namespace="${text(namespace)}",pod="${text(name)}"`;
    add('pod', `{${ref}}`, pod);
    for (const container of list(pod['containers']))
      add('container', `{container="${text(container['name'])}",${ref}}`, container);
  }
  return `${lines.join('\n')}\nresource_scrape_error 0\n`;
}
