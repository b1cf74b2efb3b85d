import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingRule } from '../../../lib/errors/missing-rbac-rule.ts';

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
      'nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope',
      'resources: ["nodes"], verbs: ["list"]',
    ],
    ['Forbidden', 'resources: ["pods"], verbs: ["list"]'],
  ] as const)
    it(`tells the rule from "${detail}"`, () =>
      assert.equal(missingRule(detail, { verb: 'list', resource: 'pods' }), `- {apiGroups: [""], ${rule}}`));

  for (const detail of [
    'Forbidden (user=u, verb=get, resource=secrets, subresource=stats)',
    'Forbidden (user=u, verb=create, resource=pods, subresource(s)=[exec])',
    'Forbidden (user=u, verb=get, resource=nodes, subresource=proxy)',
    'nodes is forbidden: User "u" cannot list resource "secrets" in API group ""',
  ])
    it(`a hostile server gets nobody to grant what it asks for: "${detail}"`, () =>
      assert.equal(
        missingRule(detail, { verb: 'get', resource: 'nodes/stats' }),
        '- {apiGroups: [""], resources: ["nodes/stats"], verbs: ["get"]}',
      ));

  it('nodes/proxy is a warning where it was chosen', () => {
    const words = 'nodes "a" is forbidden: User "u" cannot create resource "nodes/proxy" in API group ""';
    assert.match(missingRule(words, { verb: 'get', resource: 'nodes/proxy' }), /nodes\/proxy.*create/);
  });
});
