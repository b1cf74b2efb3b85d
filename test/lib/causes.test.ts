import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { causes } from '../../lib/causes.ts';

describe('causes', () => {
  for (const [name, { remedy }] of Object.entries(causes))
    for (const access of ['direct', 'proxy', 'readonly'] as const)
      it(`${name} has a remedy for ${access}`, () =>
        assert.ok(remedy({ access, detail: '', timeoutMs: 1, addressTypes: 'InternalIP' }).length > 20));

  for (const [detail, rule] of [
    [
      'Forbidden (user=u, verb=get, resource=nodes, subresource=stats)',
      'resources: ["nodes/stats"], verbs: ["get"]',
    ],
    [
      'Forbidden (user=u, verb=create, resource=nodes, subresource(s)=[stats])',
      'resources: ["nodes/stats"], verbs: ["create"]',
    ],
    [
      'nodes "a" is forbidden: User "u" cannot get resource "nodes/proxy" in API group ""',
      'resources: ["nodes/proxy"], verbs: ["get"]',
    ],
  ] as const)
    it(`tells the rule from "${detail}"`, () => {
      const facts = { access: 'direct', detail, timeoutMs: 1, addressTypes: '' } as const;
      assert.ok(causes.forbidden.remedy(facts).includes(rule));
    });
});
