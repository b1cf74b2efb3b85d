import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingRule } from '../../../lib/failure/missing-rule.ts';

describe('missingRule', () => {
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
    ['Forbidden', 'resources: ["pods"], verbs: ["list"]'],
  ] as const)
    it(`tells the rule from "${detail}"`, () =>
      assert.equal(missingRule(detail, { verb: 'list', resource: 'pods' }), `- {apiGroups: [""], ${rule}}`));
});
