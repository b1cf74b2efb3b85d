import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiRemedy } from '../../../lib/errors/api-remedies.ts';
import { type Cause, causes } from '../../../lib/errors/causes.ts';
import { influxRemedy } from '../../../lib/errors/influx-remedies.ts';
import { kubeletRemedy } from '../../../lib/errors/kubelet-remedies.ts';

describe('causes', () => {
  for (const [name, { what, seenAs, check, why }] of Object.entries(causes))
    it(`${name}: a sentence, how it shows elsewhere, how to check, why; and a remedy for whoever it is about`, () => {
      const cause = name as Cause;
      const facts = { timeoutMs: 1, addressTypes: 'InternalIP' };
      for (const access of ['direct', 'proxy', 'readonly'] as const)
        assert.ok(kubeletRemedy(cause, '', { ...facts, access }).length > 20);
      assert.ok(apiRemedy(cause, '', { verb: 'list', resource: 'nodes' }).length > 20);
      assert.ok(influxRemedy(cause, '', 'database "k8s"').length > 20);
      assert.match(what, /^(it|its|another|there|the) /);
      for (const words of [seenAs, check, why]) assert.ok(words.length > 3);
    });
});
