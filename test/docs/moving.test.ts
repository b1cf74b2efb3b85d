import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { heapsterApiSettings } from '../../lib/config/heapster-api-settings.ts';
import { metricsApiSettings } from '../../lib/config/metrics-api-settings.ts';
import { resizeSettings } from '../../lib/config/resize-settings.ts';
import { serveSettings } from '../../lib/config/serve-settings.ts';
import { settings } from '../../lib/config/scrape-settings.ts';
import { setupSettings } from '../../lib/config/setup-settings.ts';

/** Every option and flag that Heapster's last versions took. */
const heapsterOptions = [
  ...[
    'inClusterConfig',
    'insecure',
    'auth',
    'useServiceAccount',
    'kubeletPort',
    'kubeletHttps',
    'host_id_annotation',
  ],
  ...['user', 'pw', 'db', 'secure', 'insecuressl', 'withfields', 'cluster_name', 'disable_counter_metrics'],
  ...['concurrency', 'retention'],
  ...['--source=kubernetes:', '--source=kubernetes.summary_api:', '--sink=influxdb:', 'eventer', 'pod_nanny'],
  ...['--metric_resolution', '--sink_export_data_timeout', '--heapster-port', '--listen_ip', '--max_procs'],
  ...['--historical_source', '--label_separator', '--ignore_label', '--store_label', '--disable_export'],
  ...[
    '--disable_metric_sink',
    '--tls_cert',
    '--tls_key',
    '--tls_client_ca',
    '--allowed_users',
    '--api-server',
  ],
  ...[
    '--version',
    '--v`',
    '--vmodule',
    '--logtostderr',
    '--alsologtostderr',
    '--stderrthreshold',
    '--log_dir',
  ],
  ...['--log_backtrace_at', '--log-flush-frequency', '--secure-port', '--bind-address', '--cert-dir'],
  ...['--tls-cert-file', '--tls-private-key-file', '--tls-sni-cert-key', '--tls-ca-file', '--client-ca-file'],
  ...[
    '--requestheader-*',
    '--authentication-*',
    '--authorization-*',
    '--profiling',
    '--contention-profiling',
  ],
  ...['--enable-swagger-ui', '--frequency', '--healthz-ip', '--healthz-port'],
];

for (const [name, heading, none] of [
  ['README.md', '## Moving from Heapster', 'no variable'],
  ['README.zh-CN.md', '## 从 Heapster 迁移', '无变量'],
] as const)
  describe(name, () => {
    const text = readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    const page = text.slice(text.indexOf(heading)).split('\n## ')[0] ?? '';
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| -'));

    for (const option of heapsterOptions)
      it(`says what becomes of Heapster’s ${option.replace('`', '')}`, () => {
        const row = rows.find((line) =>
          line.split(' | ')[0]?.includes(option.startsWith('--') ? option : `\`${option}\``),
        );
        assert.ok(row, `${option} stands in no row`);
        assert.match(
          row.split(' | ')[1] ?? '',
          new RegExp(`\`[A-Z_]+|${none}|CronJob|https|setup-influx|--version`),
        );
      });

    it('names no variable that heapline does not have', () => {
      const tables = {
        ...settings,
        ...setupSettings,
        ...serveSettings,
        ...resizeSettings,
        ...metricsApiSettings,
        ...heapsterApiSettings,
      };
      const known = new Set(Object.values(tables).map(({ variable }) => variable));
      const named = [...text.matchAll(/`([A-Z][A-Z_]{3,})(?:=[^`]*)?`/g)].map(
        ([, variable = '']) => variable,
      );
      const unknown = named.filter(
        (variable) => !known.has(variable.replace(/_FILE$/, '')) && !known.has(variable),
      );
      assert.deepEqual([...new Set(unknown)], []);
    });
  });
