import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeReport } from '../../../lib/report/node-report.ts';
import { upNode } from './reports.ts';

describe('nodeReport', () => {
  const target = {
    node: upNode('a').node,
    origin: 'https://10.0.0.1:10250',
    pathPrefix: '',
    serverName: undefined,
  };
  const facts = { access: 'direct', timeoutMs: 5000, addressTypes: 'InternalIP' } as const;

  it('reports a failure in a sentence with node, URL, detail and the missing rule', () => {
    const detail = '403 Forbidden (user=u, verb=get, resource=nodes, subresource(s)=[stats])';
    const failure = { cause: 'forbidden', detail } as const;
    const { failure: told } = nodeReport({ target, durationMs: 1, ok: false, ...failure }, failure, facts, 0);
    assert.equal(
      told?.sentence,
      `Node a (https://10.0.0.1:10250): it knows who asks, and refuses: ${detail}`,
    );
    assert.equal(
      told.remedy,
      'Add to the ClusterRole:  - {apiGroups: [""], resources: ["nodes/stats"], verbs: ["get"]}',
    );
  });

  it('what a hostile kubelet says stays on one line, and moves no terminal’s cursor', () => {
    const failure = { cause: 'wrong_node', detail: 'it is a\u001b[2J\nNode b: all is well\u202e' } as const;
    const told = nodeReport({ target, durationMs: 1, ok: false, ...failure }, failure, facts, 0).failure;
    assert.doesNotMatch(told?.sentence ?? '', /[\p{Cc}\p{Bidi_Control}]/u);
    assert.doesNotMatch(told?.detail ?? '', /[\p{Cc}\p{Bidi_Control}]/u);
  });
});
