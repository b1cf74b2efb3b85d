import { readFileSync } from 'node:fs';
import { type Cluster, type Plan, startCluster } from './cluster.ts';
import { runScenario, type Scenario } from './scenario.ts';

// The first process of its namespaces: when it ends, all that it started ends.
const [planFile = ''] = process.argv.slice(2);
const { plan, scenario } = JSON.parse(readFileSync(planFile, 'utf8')) as { plan: Plan; scenario: Scenario };
// Whoever started it holds the other end of standard input: with that one it ends, however that one ends.
process.stdin.on('end', () => process.exit(1)).resume();

const startMs = Date.now();
const say = (words: string) => {
  console.log(`${((Date.now() - startMs) / 1000).toFixed(1).padStart(7)} s  ${words}`);
};
let cluster: Cluster | undefined;
try {
  cluster = await startCluster(plan, say);
  await runScenario({ ...cluster, scenario, say });
  process.exit(0);
} catch (error) {
  console.error(error);
  for (const what of ['nodes,pods,jobs,pvc', 'events'])
    console.error(await cluster?.kubectl(['get', what, '-A']).catch(String));
  process.exit(1);
}
