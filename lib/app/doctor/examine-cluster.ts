import pLimit from 'p-limit';
import { startRollUps } from '../../transform/roll-ups.ts';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { type KubeletReach, toTargets } from '../../kubernetes/kubelet-targets.ts';
import type { Config } from '../../config/scrape-settings.ts';
import type { KubeletFacts } from '../../errors/kubelet-remedies.ts';
import type { Host } from '../../model/host.ts';
import { scrapeKubelet } from '../../kubelet/scrape-kubelet.ts';
import { decodeChoicesOf, nodePipeline, podFilterOf } from '../../wiring/node-pipeline.ts';
import { nodeReport } from '../../report/node-report.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Target } from '../../model/run.ts';
import { runMinuteMs } from '../../util/run-minute.ts';
import { connect, retryPolicyOf, wantedLabels } from '../../wiring/kubernetes.ts';
import { discover } from '../../wiring/discovery.ts';
import { kubeletFactsOf, kubeletSecureContext, reachOf, kubeletScrapeOf } from '../../wiring/kubelets.ts';
import type { PodSource } from '../../wiring/pod-source.ts';
import { openEncoder } from '../../wiring/schema.ts';
import type { Deadlines } from '../../wiring/deadlines.ts';
import { checkApi } from './check-api.ts';
import type { LoadSample } from './check-load.ts';
import { type Finding, findingsOf } from './finding.ts';
import { checkKubelet } from './check-kubelet.ts';
import { checkRights } from './check-rights.ts';

/**
 * Checks the API server, the permissions, and a sample of the kubelets.
 *
 * @throws AppError where there are no credentials or no nodes
 */
export async function examineCluster(
  config: Config,
  host: Host,
  limits: Deadlines,
  reporter: Reporter,
  maxNodes: number,
  load: LoadSample,
  report: (findings: readonly Finding[]) => void,
): Promise<void> {
  const connection = await connect(config, host, limits, reporter);
  try {
    const { server, isInCluster } = connection.identity.credentials;
    const { ok } = findingsOf('credentials', server);
    report([ok(isInCluster ? 'the pod’s service account' : 'a kubeconfig')]);
    const retryPolicy = retryPolicyOf(limits, host, reporter)(limits.sweep);
    const reached = await checkApi(connection, host.now, retryPolicy);
    report(reached);
    if (reached.some(({ status, check }) => status === 'failed' && check === 'API server')) return;
    const reach = reachOf(config, connection, reporter);
    report(await checkRights(connection, config, reach, limits.sweep));
    const facts = kubeletFactsOf(config, reach);
    const { nodes, pods } = await discover(
      config,
      connection,
      wantedLabels(config),
      facts,
      limits,
      host,
      reporter,
    );
    load.nodes = nodes.length;
    const ready = nodes.filter(({ isReady }) => isReady).length;
    const targets = sampleOf(toTargets(nodes, reach), maxNodes);
    const sampleNote =
      targets.length < nodes.length ? `; ${targets.length} of them are looked at (--nodes all: all)` : '';
    report([findingsOf('nodes', server).ok(`${nodes.length}, of which ${ready} are Ready${sampleNote}`)]);
    const check = kubeletChecks(config, host, limits, pods, connection, reach, facts, load);
    const limit = pLimit(config.concurrency);
    await limit.map(targets, async (target) => report(await check(target)));
  } finally {
    await connection.close();
  }
}

function kubeletChecks(
  config: Config,
  host: Host,
  limits: Deadlines,
  pods: PodSource,
  connection: Connection,
  reach: KubeletReach,
  facts: KubeletFacts,
  load: LoadSample,
): (target: Target) => Promise<Finding[]> {
  const minuteMs = runMinuteMs(config.jobName, limits.startMs);
  const processNode = nodePipeline({
    pods,
    rate: (samples) => samples,
    rollUps: startRollUps(),
    isSkipped: podFilterOf(config),
    choicesOf: decodeChoicesOf(config),
    encoder: openEncoder(config, limits.startMs, minuteMs),
    runMinuteMs: minuteMs,
    now: host.now,
  });
  const scrape = kubeletScrapeOf(config, connection, reach, host);
  const probe = {
    reach,
    facts,
    secureContext: kubeletSecureContext(config, connection.identity, reach.access),
    signal: limits.sweep,
    now: host.now,
    headers: connection.identity.headers,
    scrape: async (target: Target) => {
      const outcome = await scrapeKubelet(target, scrape, limits.sweep);
      const result = processNode(outcome, undefined);
      if ('lines' in result) {
        load.sampled++;
        load.values += result.lines.values;
      }
      return { outcome, report: nodeReport(outcome, result, facts, host.now()) };
    },
  };
  return (target) => checkKubelet(target, probe);
}

/** A sample of at most `max`, evenly spread. */
export function sampleOf<Item>(all: readonly Item[], max: number): readonly Item[] {
  if (all.length <= max) return all;
  return Array.from({ length: max }, (_, index) => all[Math.floor((index * all.length) / max)] as Item);
}
