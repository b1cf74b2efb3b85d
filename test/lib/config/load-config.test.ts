import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { flagOf, loaderOf } from '../../../lib/config/load-config.ts';
import { heapsterApiSettings } from '../../../lib/config/heapster-api-settings.ts';
import { installSettings } from '../../../lib/config/install-settings.ts';
import { metricsApiSettings } from '../../../lib/config/metrics-api-settings.ts';
import { readingSettings, servingSettings } from '../../../lib/config/reading-settings.ts';
import { resizeSettings } from '../../../lib/config/resize-settings.ts';
import { serveSettings } from '../../../lib/config/serve-settings.ts';
import { rules, setupRules } from '../../../lib/config/setting-rules.ts';
import type { Setting } from '../../../lib/config/setting.ts';
import { settings } from '../../../lib/config/scrape-settings.ts';
import { setupSettings } from '../../../lib/config/setup-settings.ts';
import { AppError } from '../../../lib/errors/app-error.ts';

const loadConfig = loaderOf('scrape', settings, rules);
const loadSetupConfig = loaderOf('setup-influx', setupSettings, setupRules);

describe('loadConfig', () => {
  it('takes a flag over the environment over the default', () => {
    assert.equal(loadConfig({}, {}).concurrency, 50);
    assert.equal(loadConfig({}, { CONCURRENCY: '7' }).concurrency, 7);
    assert.equal(loadConfig({ concurrency: '9' }, { CONCURRENCY: '7' }).concurrency, 9);
  });

  it('takes an empty variable for one that is not set', () =>
    assert.equal(loadConfig({}, { CONCURRENCY: '' }).concurrency, 50));

  for (const [title, environment, words] of [
    [
      'a number out of bounds',
      { CONCURRENCY: '-1' },
      ['CONCURRENCY is "-1"', 'from 1 to 1000', 'CONCURRENCY=50'],
    ],
    [
      'a number with words',
      { KUBELET_TIMEOUT_MS: '5s' },
      ['KUBELET_TIMEOUT_MS is "5s"', 'KUBELET_TIMEOUT_MS=5000'],
    ],
    ['a word that is no choice', { KUBELET_SOURCE: 'foo' }, ['KUBELET_SOURCE is "foo"', 'auto, summary']],
    ['a URL without http', { INFLUX_URL: 'influx:8086' }, ['INFLUX_URL=http://influx:8086']],
    ['a group that is none', { METRICS: 'cpu,nope' }, ['METRICS is "cpu,nope"', 'default, all, cpu']],
    ['a share above 1', { MIN_NODES_SHARE: '50' }, ['a share from 0 to 1']],
    [
      'database and bucket',
      { INFLUX_DATABASE: 'a', INFLUX_BUCKET: 'b' },
      ['INFLUX_DATABASE and INFLUX_BUCKET are both set'],
    ],
    [
      'a user with a bucket',
      { INFLUX_USERNAME: 'a', INFLUX_BUCKET: 'b' },
      ['INFLUX_USERNAME', 'INFLUX_TOKEN'],
    ],
    [
      'a secret twice',
      { INFLUX_TOKEN: 'a', INFLUX_TOKEN_FILE: '/b' },
      ['INFLUX_TOKEN and INFLUX_TOKEN_FILE are both set'],
    ],
    [
      'a password of nobody',
      { INFLUX_PASSWORD_FILE: '/a' },
      ['INFLUX_USERNAME is missing', 'INFLUX_USERNAME=…'],
    ],
    [
      'a certificate without its key',
      { KUBELET_CLIENT_CERT_FILE: '/a' },
      ['Of KUBELET_CLIENT_CERT_FILE and KUBELET_CLIENT_KEY_FILE only one'],
    ],
    ['a label that is none', { LABELS: 'a b' }, ['LABELS is "a b"', 'each label=tag']],
    ['a tag that is none', { LABELS: 'app=1st tag' }, ['LABELS']],
    [
      'labels of wide in a schema of Heapster’s',
      { SCHEMA: 'heapster', LABELS: 'app' },
      ['LABELS is the schema wide’s', 'STORE_LABELS'],
    ],
    [
      'labels of Heapster’s in wide',
      { STORE_LABELS: 'app', LABEL_SEPARATOR: ';' },
      ['LABEL_SEPARATOR, STORE_LABELS are the Heapster schemas’', 'SCHEMA=heapster'],
    ],
    ['an age below a minute', { MAX_AGE_S: '60' }, ['MAX_AGE_S', '300']],
    ['a selector that is none', { NODE_SELECTOR: 'a=b; drop' }, ['NODE_SELECTOR']],
  ] as const)
    it(`refuses ${title}, with a remedy`, () => {
      const message = messageOf(environment);
      for (const part of words) assert.ok(message.includes(part), `${part} is not in\n${message}`);
    });

  it('reports all problems at once', () => {
    const message = messageOf({ INFLUX_URL: 'influx:8086', CONCURRENCY: '-1', KUBELET_SOURCE: 'foo' });
    assert.match(message, /^The configuration has 3 problems:/);
    assert.equal(message.match(/^ {2}- /gm)?.length, 3);
  });

  for (const url of [
    'http://user:hunter2@influx:8086',
    'user:hunter2@influx:8086',
    'http://user:x/hunter2@influx:8086',
    'http:/user:hunter2@influx',
  ])
    it(`never quotes a URL with a secret in it, however it is spelled: ${url}`, () => {
      const message = messageOf({ INFLUX_URL: url, KUBELET_TLS: 'x' });
      assert.ok(!message.includes('hunter2'), message);
    });

  it('does not call missing what did not parse', () => {
    assert.throws(
      () => loadSetupConfig({}, { INFLUX_URL: 'foo bar' }),
      /^AppError: The configuration has a problem:/,
    );
  });

  it('LABELS is label=tag, a tag by itself is spelled with letters, digits and _', () =>
    assert.deepEqual(loadConfig({}, { LABELS: 'app.kubernetes.io/name, tier=layer' }).labels, [
      { label: 'app.kubernetes.io/name', tag: 'app_kubernetes_io_name' },
      { label: 'tier', tag: 'layer' },
    ]));

  it('STORE_LABELS is Heapster’s tag=label, a tag by itself is spelled as the label is', () =>
    assert.deepEqual(loadConfig({}, { SCHEMA: 'heapster', STORE_LABELS: 'k8s-app,layer=tier' }).storeLabels, [
      { label: 'k8s-app', tag: 'k8s-app' },
      { label: 'tier', tag: 'layer' },
    ]));

  it('durations are a number and a unit, or a word where there is one', () => {
    const retention = (INFLUX_RETENTION: string) =>
      loadSetupConfig({}, { INFLUX_URL: 'http://a', INFLUX_RETENTION }).influxRetention;
    assert.deepEqual(
      ['90m', '12h', '30d', '52w', 'INF'].map(retention),
      [5400, 43_200, 2_592_000, 31_449_600, 0],
    );
    for (const wrong of ['30', '0d', '59m', 'd', 'forever'])
      assert.throws(() => retention(wrong), /INFLUX_RETENTION/);
  });

  it('never quotes the password of a sink as Heapster spelled it, and says where it goes', () => {
    const message = messageOf({ INFLUX_URL: 'http://influx:8086/?db=k8s&user=root&pw=hunter2' });
    assert.ok(!message.includes('hunter2') && !message.includes('root'), message);
    assert.match(message, /INFLUX_PASSWORD/);
    assert.match(message, /Write INFLUX_URL=http:\/\/influx:8086\./);
  });

  it('understands default and all among the groups', () => {
    assert.deepEqual(loadConfig({}, { METRICS: 'psi,default' }).metrics.slice(0, 3), [
      'psi',
      'cpu',
      'memory',
    ]);
    assert.ok(loadConfig({}, { METRICS: 'all' }).metrics.includes('identity'));
  });
});

describe('settings', () => {
  // A flag is looked for by its setting's name: where that does not follow, it would be taken and do nothing.
  const all: readonly Record<string, Setting<unknown>>[] = [
    ...[settings, setupSettings, resizeSettings, serveSettings],
    ...[readingSettings, servingSettings, heapsterApiSettings, metricsApiSettings, installSettings],
  ];
  const told = new Map(all.flatMap((table) => Object.entries(table)));
  for (const [name, { variable, kind, fallback }] of told)
    it(`${variable}: the name follows from the variable, and the default is of its kind`, () => {
      const words = variable.toLowerCase().split('_');
      assert.equal(
        name,
        words
          .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
          .join(''),
      );
      if (fallback !== undefined) assert.ok(kind.schema.safeParse(fallback).success);
    });

  it('a flag is its variable in lower case', () => assert.equal(flagOf('KUBELET_TLS'), '--kubelet-tls'));
});

function messageOf(environment: Record<string, string>): string {
  try {
    loadConfig({}, environment);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.exitCode, 2);
    return error.message;
  }
  return assert.fail('the configuration was accepted');
}
