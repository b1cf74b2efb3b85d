import pLimit from 'p-limit';
import { startRollUps } from '../../transform/roll-ups.ts';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { type Reach, toTargets } from '../../kubernetes/kubelet-targets.ts';
import type { Config } from '../../config/scrape-settings.ts';
import type { Host } from '../../model/host.ts';
import { visitKubelet } from '../../kubelet/scrape-kubelet.ts';
import { nodeWalk, skipperOf } from '../../wiring/node-pipeline.ts';
import { nodeReport } from '../../report/node-report.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Target } from '../../model/run.ts';
import { runMinuteMs } from '../../util/run-minute.ts';
import { connect, patienceOf } from '../../wiring/kubernetes.ts';
import { discover } from '../../wiring/discovery.ts';
import { kubeletFactsOf, kubeletSecureContext, reachOf, visitOf } from '../../wiring/kubelets.ts';
import type { PodSource } from '../../wiring/pod-source.ts';
import { openEncoder } from '../../wiring/schema.ts';
import type { TimeLimits } from '../../wiring/deadlines.ts';
import { checkApi } from './check-api.ts';
import type { Counted } from './check-load.ts';
import { type Finding, findingsOf } from './finding.ts';
import { checkKubelet } from './check-kubelet.ts';
import { checkRights } from './check-rights.ts';

/**
 * The API server, the rights, and so many of the kubelets.
 *
 * @throws AppError where there are no credentials, or no nodes
 */
export async function examineCluster(
  config: Config,
  host: Host,
  limits: TimeLimits,
  reporter: Reporter,
  mostNodes: number,
  counted: Counted,
  tell: (findings: readonly Finding[]) => void,
): Promise<void> {
  const connection = await connect(config, host, limits, reporter);
  try {
    const { server, isInCluster } = connection.identity.credentials;
    const { ok } = findingsOf('credentials', server);
    tell([ok(isInCluster ? 'the pod’s service account' : 'a kubeconfig')]);
    const patience = patienceOf(limits, host, reporter)(limits.sweep);
    const reached = await checkApi(connection, host.now, patience);
    tell(reached);
    if (reached.some(({ status, check }) => status === 'failed' && check === 'API server')) return;
    const reach = reachOf(config, connection, reporter);
    tell(await checkRights(connection, config, reach, limits.sweep));
    const { nodes, pods } = await discover(config, connection, reach, limits, host, reporter);
    counted.nodes = nodes.length;
    const ready = nodes.filter(({ isReady }) => isReady).length;
    const targets = sampleOf(toTargets(nodes, reach), mostNodes);
    const looked =
      targets.length < nodes.length ? `; ${targets.length} of them are looked at (--nodes all: all)` : '';
    tell([findingsOf('nodes', server).ok(`${nodes.length}, of which ${ready} are Ready${looked}`)]);
    const check = kubeletChecks(config, host, limits, pods, connection, reach, counted);
    const limit = pLimit(config.concurrency);
    await limit.map(targets, async (target) => tell(await check(target)));
  } finally {
    await connection.close();
  }
}

function kubeletChecks(
  config: Config,
  host: Host,
  limits: TimeLimits,
  pods: PodSource,
  connection: Connection,
  reach: Reach,
  counted: Counted,
): (target: Target) => Promise<Finding[]> {
  const minuteMs = runMinuteMs(config.jobName, limits.startMs);
  const walk = nodeWalk({
    pods,
    rate: (samples) => samples,
    rollUps: startRollUps(),
    isSkipped: skipperOf(config),
    encoder: openEncoder(config, limits.startMs, minuteMs),
    runMinuteMs: minuteMs,
    now: host.now,
  });
  const visit = visitOf(config, connection, reach, host);
  const facts = kubeletFactsOf(config, reach.access);
  const probe = {
    reach,
    facts,
    secureContext: kubeletSecureContext(config, connection.identity, reach.access),
    signal: limits.sweep,
    now: host.now,
    headers: connection.identity.headers,
    visit: async (target: Target) => {
      const outcome = await visitKubelet(target, visit, limits.sweep);
      const result = walk(outcome, undefined);
      if ('lines' in result) {
        counted.sampled++;
        counted.values += result.lines.values;
      }
      return { outcome, report: nodeReport(outcome, result, facts, host.now()) };
    },
  };
  return (target) => checkKubelet(target, probe);
}

/** So many of all, spread evenly over them. */
export function sampleOf<Item>(all: readonly Item[], most: number): readonly Item[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)] as Item);
}
