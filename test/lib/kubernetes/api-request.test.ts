import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listNodes } from '../../../lib/kubernetes/list-nodes.ts';
import { AppError } from '../../../lib/errors/app-error.ts';
import { connectBy, patient } from '../../setup/connection.ts';
import type { ApiFault } from '../../simulator/api-faults.ts';
import { scraper, type Simulator, startSimulator } from '../../simulator/simulator.ts';

const forbidden =
  'nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope';
const always = Infinity;

describe('a request to the API server', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ nodes: 6, podsPerNode: 1, mostOfPage: 2 });
  });
  after(() => simulator.close());

  const list = async (fault: ApiFault, retryMs: number) => {
    const told: string[] = [];
    simulator.failApi(fault);
    const connection = await connectBy(simulator.kubeconfig(scraper));
    try {
      const nodes = await listNodes(connection, undefined, new Set(), patient(retryMs, told));
      return { names: nodes.map(({ name }) => name), told };
    } finally {
      simulator.failApi(undefined);
      await connection.close();
    }
  };
  const all = simulatorNames(6);

  for (const [title, fault] of [
    ['429 with Retry-After', { kind: 'status', status: 429, retryAfterS: 1, times: 1 }],
    ['408', { kind: 'status', status: 408, times: 1 }],
    ['500', { kind: 'status', status: 500, times: 2 }],
    ['503', { kind: 'status', status: 503, times: 1 }],
    ['connections that are reset', { kind: 'reset', times: 2 }],
    ['answers that break off', { kind: 'cut-in-body', times: 1 }],
    ['410 between pages: the list begins anew', { kind: 'gone-between-pages', times: 2 }],
  ] as const satisfies readonly (readonly [string, ApiFault])[])
    it(`waits out ${title}, and has every node once`, async () => {
      const { names, told } = await list(fault, 20_000);
      assert.deepEqual(names, all);
      assert.equal(told.length, fault.kind === 'gone-between-pages' ? 0 : fault.times);
    });

  it('waits as long as Retry-After says', async () => {
    const startMs = Date.now();
    await list({ kind: 'status', status: 429, retryAfterS: 2, times: 1 }, 20_000);
    assert.ok(Date.now() - startMs >= 2000);
  });

  it('an attempt that gets no answer in 10 s is made again', async (t) => {
    // The first timeout of 10 s ends when its request has arrived.
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const first = new AbortController();
    let isFirst = true;
    t.mock.method(AbortSignal, 'timeout', (ms: number) => {
      if (ms !== 10_000 || !isFirst) return timeout(ms);
      isFirst = false;
      return first.signal;
    });
    simulator.onRequest(() => first.abort(new DOMException('timeout', 'TimeoutError')));
    const { names, told } = await list({ kind: 'hang', times: 1 }, 20_000);
    simulator.onRequest(undefined);
    assert.deepEqual(names, all);
    assert.equal(told.length, 1);
  });

  for (const [title, fault, code, remedy] of [
    ['401', { kind: 'status', status: 401, times: always }, 'api_unauthorized', /kubectl get nodes/],
    [
      '403',
      { kind: 'status', status: 403, message: forbidden, times: always },
      'api_forbidden',
      /- \{apiGroups: \[""\], resources: \["nodes"\], verbs: \["list"\]\}/,
    ],
    ['429 without end', { kind: 'status', status: 429, times: always }, 'api_rate_limited', /FlowSchema/],
    [
      'a Retry-After beyond the deadline',
      { kind: 'status', status: 429, retryAfterS: 3600, times: always },
      'api_rate_limited',
      /FlowSchema/,
    ],
    ['503 without end', { kind: 'status', status: 503, times: always }, 'api_server_error', /readyz/],
    ['410 without end', { kind: 'gone-between-pages', times: always }, 'api_gone', /control plane/],
    ['a login page', { kind: 'html', times: always }, 'api_not_json', /login page/],
    ['another document', { kind: 'another-document', times: always }, 'api_schema', /API server/],
  ] as const satisfies readonly (readonly [string, ApiFault, string, RegExp])[])
    it(`${title}: ${code}, exit code 3, and what mends it`, async () => {
      const error: unknown = await list(fault, 600).catch((reason: unknown) => reason);
      assert.ok(error instanceof AppError, String(error));
      assert.deepEqual([error.code, error.exitCode], [code, 3]);
      assert.match(error.remedy, remedy);
    });
});

function simulatorNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `node-${index + 1}`);
}
