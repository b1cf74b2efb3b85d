import type { Cluster } from './cluster.ts';
import { askTheDoctor } from './steps/ask-the-doctor.ts';
import { compareNumbers } from './steps/compare-numbers.ts';
import { dryRunAll } from './steps/dry-run-all.ts';
import { fitResources } from './steps/fit-resources.ts';
import { freezeAndKill } from './steps/freeze-and-kill.ts';
import { installQuickstart } from './steps/install-quickstart.ts';
import { leaveNothing } from './steps/leave-nothing.ts';
import { loseInflux } from './steps/lose-influx.ts';
import { readBack } from './steps/read-back.ts';
import { recordSchemas } from './steps/record-schemas.ts';
import { readContainerEndpoint } from './steps/read-container-endpoint.ts';
import { compareRights } from './steps/compare-rights.ts';
import { runInShards } from './steps/run-in-shards.ts';
import { takeRightsAway } from './steps/take-rights-away.ts';

/** What is applied, rendered before the network was left behind. */
export interface Scenario {
  /** Every combination of manifests that this Kubernetes is to accept, as YAML files by name. */
  readonly manifests: Readonly<Record<string, string>>;
  /** The quickstart without Grafana, with local images. */
  readonly quickstart: string;
  /** The same with the metrics API. */
  readonly metricsApi: string;
  /** The same with POST /stats/container/; only where kubelets have it. */
  readonly containerSource: string | undefined;
  /** The same in shards; only where Jobs know of indices that fail alone. */
  readonly indexed: string | undefined;
  /** Where the schemas of this API server are to be kept for `npm test`; `undefined` for nowhere. */
  readonly recordTo?: string | undefined;
}

export interface World extends Cluster {
  readonly scenario: Scenario;
  readonly say: (words: string) => void;
}

/** What an operator lives through in a year, in ten minutes; each step throws where it is not as it should be. */
export async function runScenario(world: World): Promise<void> {
  await recordSchemas(world);
  await dryRunAll(world);
  await installQuickstart(world);
  await compareRights(world);
  await compareNumbers(world);
  await askTheDoctor(world);
  await fitResources(world);
  await readBack(world);
  await takeRightsAway(world);
  await freezeAndKill(world);
  await readContainerEndpoint(world);
  await runInShards(world);
  await loseInflux(world);
  await leaveNothing(world);
}
