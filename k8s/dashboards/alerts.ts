import { QueryBuilder, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { TypeReduceBuilder, TypeThresholdBuilder } from '@grafana/grafana-foundation-sdk/expr';
import { gauge } from './boards/numbers.ts';
import { influxqlOf } from './influxql.ts';
import type { Shown } from './shown.ts';

/** Fires for each line whose newest number is beyond the bound. */
interface Alert {
  readonly uid: string;
  readonly title: string;
  readonly shown: Shown;
  readonly is: { readonly above: number } | { readonly below: number };
  readonly forMinutes: number;
  /** Counts over 10 minutes, including 0, over the last hours: so silence shows. */
  readonly isCount?: true;
  /** The state when there is no data. */
  readonly silence: 'OK' | 'Alerting';
  readonly summary: string;
}

const lookBackS = 300;
const lookBackOfCountsS = 6 * 3600;

/** Alerts for every cluster; Grafana decides who is notified. */
export const alerts: readonly Alert[] = [
  {
    uid: 'heapline-node-not-scraped',
    title: 'A node is not scraped',
    shown: gauge('up', { measurement: 'heapline_node', of: ['cluster', 'node'], legend: '' }),
    is: { below: 0.5 },
    forMinutes: 5,
    silence: 'OK',
    summary:
      'Node {{ $labels.node }} of {{ $labels.cluster }} has not answered for five minutes: heapline_node has the cause.',
  },
  {
    uid: 'heapline-samples-stand-still',
    title: 'Samples stand still',
    shown: gauge('newest_sample_age_ms', {
      measurement: 'heapline_node',
      of: ['cluster', 'node'],
      legend: '',
    }),
    is: { above: 180_000 },
    forMinutes: 5,
    silence: 'OK',
    summary:
      'The kubelet of node {{ $labels.node }} of {{ $labels.cluster }} answers with samples that are over three minutes old.',
  },
  {
    uid: 'heapline-run-failing',
    title: 'Runs of heapline fail',
    shown: gauge('exit_code', { measurement: 'heapline_run', of: ['cluster', 'shard'], legend: '' }),
    is: { above: 0 },
    forMinutes: 5,
    silence: 'OK',
    summary:
      'The runs in {{ $labels.cluster }} end with an exit code other than 0: see the log of the CronJob.',
  },
  {
    uid: 'heapline-no-runs',
    title: 'No run of heapline reaches InfluxDB',
    shown: gauge('exit_code', { measurement: 'heapline_run', of: ['cluster', 'shard'], legend: '' }),
    isCount: true,
    is: { below: 0.5 },
    forMinutes: 5,
    silence: 'Alerting',
    summary:
      'For ten minutes InfluxDB has heard of no run in {{ $labels.cluster }} {{ $labels.shard }}: see the CronJob and its log. (Where there are other shards than before, it ends within six hours.)',
  },
  {
    uid: 'heapline-volume-fills-up',
    title: 'A volume fills up',
    shown: {
      ...gauge('used_bytes', {
        measurement: 'kube_volume',
        of: ['cluster', 'namespace', 'pvc'],
        where: { pvc: '*' },
        legend: '',
      }),
      over: 'capacity_bytes',
    },
    is: { above: 0.9 },
    forMinutes: 15,
    silence: 'OK',
    summary: 'Claim {{ $labels.pvc }} in {{ $labels.namespace }} of {{ $labels.cluster }} is over 90 % full.',
  },
];

/** The InfluxQL of an alert: as a panel's, for all clusters, in steps of a minute. */
export function alertInfluxql({ shown, isCount }: Alert): string {
  if (isCount)
    return `SELECT count("${shown.field}") AS "value" FROM "${shown.measurement}" WHERE $timeFilter GROUP BY ${['time(10m)', ...shown.of.map((tag) => `"${tag}"`)].join(', ')} fill(0)`;
  return influxqlOf(shown, {}).replaceAll('$__interval', '1m');
}

/** The time range that an alert queries. */
export function lookBackOf({ isCount }: Alert): number {
  return isCount ? lookBackOfCountsS : lookBackS;
}

/**
 * In Grafana's provisioning format. @see
 * https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/
 */
export function alertRules(): object {
  return {
    apiVersion: 1,
    groups: [
      { orgId: 1, name: 'heapline', folder: 'heapline', interval: '1m', rules: alerts.map(provisioned) },
    ],
  };
}

/** In a file the group has what the API expects on each rule. */
function provisioned(alert: Alert): object {
  const ofGroup = ['orgID', 'folderUID', 'ruleGroup'];
  return Object.fromEntries(
    Object.entries(ruleOf(alert).build()).filter(([name]) => !ofGroup.includes(name)),
  );
}

function ruleOf(alert: Alert): RuleBuilder {
  const { uid, title, is, forMinutes, silence, summary } = alert;
  const evaluator =
    'above' in is ? { type: 'gt' as const, params: [is.above] } : { type: 'lt' as const, params: [is.below] };
  const threshold = new TypeThresholdBuilder().refId('C').expression('B').conditions([{ evaluator }]);
  const fromS = lookBackOf(alert);
  const query = {
    refId: 'A',
    query: alertInfluxql(alert),
    rawQuery: true,
    resultFormat: 'time_series',
    _implementsDataqueryVariant: () => undefined,
  };
  return new RuleBuilder(title)
    .uid(uid)
    .condition('C')
    .forDuration(`${forMinutes}m`)
    .noDataState(silence)
    .execErrState('Error')
    .annotations({ summary })
    .labels({ app: 'heapline' })
    .queries([
      queryOf('A', 'heapline', fromS, { build: () => query }),
      queryOf('B', '__expr__', fromS, new TypeReduceBuilder().refId('B').expression('A').reducer('last')),
      queryOf('C', '__expr__', fromS, threshold),
    ]);
}

function queryOf(refId: string, uid: string, fromS: number, model: Builder<Dataquery>): QueryBuilder {
  return new QueryBuilder(refId).datasourceUid(uid).relativeTimeRange({ from: fromS, to: 0 }).model(model);
}
