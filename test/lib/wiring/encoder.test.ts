import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loaderOf } from '../../../lib/config/load-config.ts';
import { rules } from '../../../lib/config/setting-rules.ts';
import { settings } from '../../../lib/config/scrape-settings.ts';
import { openEncoder } from '../../../lib/wiring/schema.ts';

const loadConfig = loaderOf('scrape', settings, rules);

describe('openEncoder', () => {
  for (const [variables, words] of [
    [{ LABELS: 'app=node' }, /LABELS makes a tag "node" of the label app/],
    [{ LABELS: 'pods' }, /tag "pods"/],
    [{ LABELS: 'a=x,b=x' }, /tag "x" of the label b/],
    [{ LABELS: 'time' }, /tag "time"/],
    [{ LABELS: 'app=label_app' }, /tag "label_app"/],
    [{ SCHEMA: 'heapster', STORE_LABELS: 'type=kind' }, /STORE_LABELS makes a tag "type" of the label kind/],
    [{ SCHEMA: 'heapster-fields', STORE_LABELS: 'labels' }, /tag "labels"/],
  ] as const)
    it(`a label may not take the name of something else: ${JSON.stringify(variables)}`, () =>
      assert.throws(() => openEncoder(loadConfig({}, variables), 0, 0), words));

  for (const variables of [
    { LABELS: 'app,app.kubernetes.io/name=app_name' },
    { SCHEMA: 'heapster', STORE_LABELS: 'app,zone=failure-domain.beta.kubernetes.io/zone' },
  ])
    it(`other names are welcome: ${JSON.stringify(variables)}`, () =>
      assert.doesNotThrow(() => openEncoder(loadConfig({}, variables), 0, 0)));
});
