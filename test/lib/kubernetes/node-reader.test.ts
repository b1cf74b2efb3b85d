import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { nodePage as nodePageOf } from '../../../lib/kubernetes/node-reader.ts';

const nodePage = (text: string, labels: Parameters<typeof nodePageOf>[1]) =>
  nodePageOf(Buffer.from(text), labels);
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
const page = (node: object) => nodePage(JSON.stringify({ items: [node] }), new Set());

describe('nodePage', () => {
  for (const version of ['1.20', '1.36'])
    it(`api_nodes_${version}: name, addresses, port, version and what the API knows`, () => {
      const { items } = nodePage(fixture(`api_nodes_${version}.json`), 'all');
      const [node] = items;
      assert.ok(node && node.addresses.length > 0 && node.kubeletPort !== undefined);
      assert.ok(node.kubeletVersion?.startsWith(`v${version}`), node.kubeletVersion);
      assert.ok((node.facts.allocatable.cpuMillicores ?? 0) > 0);
    });

  it('gives where the next page begins', () => {
    const { next } = nodePage(fixture('api_nodes_limit1_1.36.json'), new Set());
    assert.ok(next === undefined || next.length > 10);
  });

  it('what a node says of itself and is nothing is left out', () => {
    const [node] = page({
      metadata: { name: 'a' },
      status: {
        daemonEndpoints: { kubeletEndpoint: { Port: 99_999 } },
        nodeInfo: { kubeletVersion: 'v1.36\n✔ all is well' },
      },
    }).items;
    assert.deepEqual([node?.kubeletPort, node?.kubeletVersion, node?.addresses], [undefined, undefined, []]);
  });

  for (const name of ['', 'A', 'a/../b', 'a\u001b[2J', '\ud800', 'x'.repeat(254)])
    it(`no API server has a node called ${JSON.stringify(name.slice(0, 20))}`, () =>
      assert.throws(() => page({ metadata: { name } })));

  it('a page of ten thousand nodes where five hundred were requested is rejected', () => {
    const items = Array.from({ length: 10_001 }, (_, index) => ({ metadata: { name: `n${index}` } }));
    assert.throws(() => nodePage(JSON.stringify({ items }), new Set()));
  });
});
