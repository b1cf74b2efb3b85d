import { parseArgs } from 'node:util';
import { proxyUser, readerOfAll, scraper, startSimulator } from './simulator.ts';

// `npm run simulator -- --nodes 100`: a cluster to point heapline at by hand, until Ctrl-C.
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    nodes: { type: 'string', default: '5' },
    pods: { type: 'string', default: '30' },
    containers: { type: 'string', default: '2' },
    'latency-ms': { type: 'string', default: '0' },
  },
});
if (values.help) {
  console.log('npm run simulator -- [--nodes 5] [--pods 30] [--containers 2] [--latency-ms 0]');
  process.exit(0);
}
const simulator = await startSimulator({
  nodes: Number(values.nodes),
  podsPerNode: Number(values.pods),
  containersPerPod: Number(values.containers),
  latencyMs: Number(values['latency-ms']),
  readonlyPort: true,
});
const stop = () => {
  simulator.close();
  process.exit(0);
};
process.once('SIGINT', stop).once('SIGTERM', stop);
console.log(`${values.nodes} nodes of ${values.pods} pods. In another shell:

  export KUBECONFIG=${simulator.kubeconfig(scraper)} KUBELET_ACCESS=direct
  npm run -s scrape-once -- --dry-run | head -3

through the API server: KUBECONFIG=${simulator.kubeconfig(proxyUser)} KUBELET_ACCESS=proxy
every endpoint:         KUBECONFIG=${simulator.kubeconfig(readerOfAll)} KUBELET_SOURCE=resource, or container with node-2
the read-only port:     KUBELET_ACCESS=readonly KUBELET_READONLY_PORT=${String(simulator.readonlyPort)}

Ctrl-C ends it.`);
