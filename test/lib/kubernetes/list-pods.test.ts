import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listPods } from '../../../lib/kubernetes/list-pods.ts';
import { connectBy, patient } from '../../setup/connection.ts';
import { type Account } from '../../simulator/accounts.ts';
import { scraper, type Simulator, startSimulator } from '../../simulator/simulator.ts';

const blind: Account = { user: 'blind', token: 'blind-token', rights: ['list nodes', 'get nodes/stats'] };

describe('listPods', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ nodes: 20, podsPerNode: 60, accounts: [scraper, blind] });
  });
  after(() => simulator.close());

  const list = async (account: Account) => {
    const connection = await connectBy(simulator.kubeconfig(account));
    try {
      return await listPods(connection, new Set(['tier']), patient(20_000));
    } finally {
      await connection.close();
    }
  };

  it('brings every pod of every page, by its node; one that waits for a node stands by itself', async () => {
    const byNode = await list(scraper);
    assert.equal(byNode.size, 21);
    assert.ok([...byNode].every(([node, pods]) => pods.length === (node === '' ? 1 : 60)));
    assert.deepEqual(
      byNode.get('')?.map(({ name, requests }) => [name, requests.cpuMillicores]),
      [['stuck-0', 900_000]],
    );
    const web = byNode.get('node-7')?.find(({ workload }) => workload === 'web-3');
    assert.deepEqual(web?.labels, { tier: 'front' });
  });

  it('says which rule is missing where pods may not be listed', async () => {
    await assert.rejects(list(blind), /asked to list pods: it knows who asks, and refuses: 403/);
  });
});
