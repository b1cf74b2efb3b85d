import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeSummary } from '../../../../lib/decode/summary.ts';
import { allGroups, defaultGroups, type Group } from '../../../../lib/model/metric-groups.ts';
import { textsOf } from '../../../../lib/model/lines.ts';
import { wideEncoder } from '../../../../lib/schema/wide/wide-encoder.ts';

const fixtures = new URL('../../../fixtures/', import.meta.url);

function linesOf(version: string, groups: readonly Group[]): string[] {
  const body = readFileSync(new URL(`stats_summary_${version}.json`, fixtures), 'utf8');
  const decoded = decodeSummary(Buffer.from(body), 'node-a', Date.parse('2027-01-01'));
  assert.ok(decoded.ok);
  const encoder = wideEncoder({ clusterName: 'c', groups, runTimeMs: 1, runMinuteMs: 0, labels: [] });
  return textsOf(encoder.samples(decoded.samples));
}

describe('the schema wide', () => {
  for (const version of ['1.20', '1.36'])
    it(`makes of the recorded body of Kubernetes ${version} the lines of wide_${version}.lines`, () => {
      const golden = new URL(`wide_${version}.lines`, fixtures);
      const lines = `${linesOf(version, allGroups).join('\n')}\n`;
      // UPDATE_GOLDENS=1 writes them anew, for a reviewer to read.
      if (process.env['UPDATE_GOLDENS']) writeFileSync(golden, lines);
      assert.equal(lines, readFileSync(golden, 'utf8'));
    });

  for (const [group, measurements] of [
    ['cpu', ['kube_container', 'kube_node', 'kube_pod', 'kube_system_container']],
    ['network', ['kube_network']],
    ['filesystem', ['kube_filesystem']],
    ['local_volume', ['kube_volume']],
    ['volume', []],
    ['inodes', []],
  ] as const)
    it(`METRICS=${group} writes ${measurements.join(', ') || 'nothing of this body'}`, () => {
      const names = linesOf('1.36', [group]).map((line) => line.slice(0, line.indexOf(',')));
      assert.deepEqual([...new Set(names)].sort(), measurements);
    });

  it('the default leaves out other interfaces, inodes and containers’ filesystems', () => {
    const text = linesOf('1.36', defaultGroups).join('\n');
    assert.doesNotMatch(text, /inodes|interface=br16|filesystem=rootfs|psi_/);
    assert.match(text, /interface=eth0/);
  });
});
