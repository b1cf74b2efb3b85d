import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aggregatedVersionOf, formOf, takesJson } from '../../../../lib/app/metrics-api/negotiation.ts';

const table = (version: string) => `application/json;as=Table;v=${version};g=meta.k8s.io`;

describe('what a client takes', () => {
  for (const [title, accept, form] of [
    ['nothing said', undefined, 'object'],
    ['an empty header', '', 'object'],
    ['kubectl top up to 1.21', 'application/json, */*', 'object'],
    ['kubectl top today', 'application/vnd.kubernetes.protobuf, */*', 'object'],
    ['the autoscaler', 'application/vnd.kubernetes.protobuf,application/json', 'object'],
    ['kubectl get', `${table('v1')},${table('v1beta1')},application/json`, 'table v1'],
    ['an old kubectl get', `${table('v1beta1')}, application/json`, 'table v1beta1'],
    ['a table of another group', 'application/json;as=Table;v=v1;g=other,application/json', 'object'],
    ['what it likes better', `application/json;q=0.5,${table('v1')}`, 'table v1'],
    [
      'names and labels of a list',
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      'metadata v1',
    ],
    [
      'names and labels of one, of a list',
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      undefined,
    ],
    ['a charset', 'application/json;charset=utf-8', 'object'],
    ['protocol buffers alone', 'application/vnd.kubernetes.protobuf', undefined],
    ['a web page', 'text/html', undefined],
    ['YAML', 'application/yaml', undefined],
  ] as const)
    it(`${title}: ${form ?? 'nothing that there is'}`, () => {
      const found = formOf(accept, true);
      assert.equal(found && ('version' in found ? `${found.as} ${found.version}` : found.as), form);
    });

  const discovery = (version: string) =>
    `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  for (const [title, accept, version] of [
    ['an aggregator of today', discovery('v2'), 'v2'],
    ['one of 1.26 to 1.29', discovery('v2beta1'), 'v2beta1'],
    ['one between', `${discovery('v2')},${discovery('v2beta1')}`, 'v2'],
    ['a client that falls back', `${discovery('v2')},application/json`, 'v2'],
    ['a version to come', `${discovery('v3')},application/json`, undefined],
    ['the old documents', 'application/json', undefined],
  ] as const)
    it(`discovery for ${title}: ${version ?? 'the old documents'}`, () =>
      assert.equal(aggregatedVersionOf(accept), version));

  it('a client that accepts another form alone never gets a plain document', () => {
    assert.equal(takesJson(discovery('v9')), false);
    assert.equal(takesJson(`${discovery('v9')},application/json`), true);
  });
});
