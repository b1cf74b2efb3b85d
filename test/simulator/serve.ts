import { optionsOf } from '../setup/options.ts';
import { proxyUser, readerOfAll, scraper, startSimulator } from './simulator.ts';

// `npm run simulator -- --nodes 100`: a cluster to point heapline at by hand, until Ctrl-C.
const { numbers } = optionsOf('simulator', { nodes: 5, pods: 30, containers: 2, 'latency-ms': 0 });
const simulator = await startSimulator({
  nodes: numbers.nodes,
  podsPerNode: numbers.pods,
  containersPerPod: numbers.containers,
  latencyMs: numbers['latency-ms'],
  readonlyPort: true,
});
const stop = () => {
  simulator.close();
  process.exit(0);
};
process.once('SIGINT', stop).once('SIGTERM', stop);
console.log(`${numbers.nodes} nodes of ${numbers.pods} pods. In another shell:

  export KUBECONFIG=${simulator.kubeconfig(scraper)} KUBELET_ACCESS=direct
  npm run -s scrape-once -- --dry-run | head -3

through the API server: KUBECONFIG=${simulator.kubeconfig(proxyUser)} KUBELET_ACCESS=proxy
every endpoint:         KUBECONFIG=${simulator.kubeconfig(readerOfAll)} KUBELET_SOURCE=resource, or container with node-2
the read-only port:     KUBELET_ACCESS=readonly KUBELET_READONLY_PORT=${String(simulator.readonlyPort)}

Ctrl-C ends it.`);
