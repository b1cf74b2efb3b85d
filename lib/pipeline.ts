import { listNodes } from './cluster/nodes.ts';
import { type Reach, toTargets } from './cluster/targets.ts';
import type { Config } from './config/settings.ts';
import { decodeSummary } from './decode/summary.ts';
import type { Host } from './host.ts';
import { sweep } from './kubelet/sweep.ts';
import { exitCodeOf } from './report/exit-code.ts';
import { nodeReport, type Yield } from './report/node-report.ts';
import type { Reporter } from './report/reporter.ts';
import type { Failure, NodeReport, Outcome, RunReport } from './run.ts';
import type { Lines } from './schema/encode.ts';
import { runLines } from './schema/heapline.ts';
import { wideEncoder } from './schema/wide/wide.ts';
import { withoutSkipped } from './skip.ts';
import { connect, openSink, reachOf, visitOf } from './stages.ts';
import { startTimeLimits } from './time-limits.ts';

/**
 * One scrape: find the kubelets, ask each once, write what they say, report.
 *
 * @throws AppError where no run was possible: configuration (2) or discovery (3)
 */
export async function scrapeOnce(config: Config, host: Host, reporter: Reporter): Promise<RunReport> {
  const limits = startTimeLimits(config, host);
  const sink = openSink(config, host, limits, reporter);
  const connection = await connect(config, host, limits);
  try {
    const reach = reachOf(config, connection, reporter);
    const targets = toTargets(await listNodes(connection, config.nodeSelector), reach);
    const toLines = linesOf(config, limits.startMs, host.now);
    const facts = factsOf(config, reach);
    const nodes: NodeReport[] = [];
    let values = 0;
    let unwritable = 0;

    reporter.started(targets.length);
    await sweep(targets, visitOf(config, connection, reach, host), {
      concurrency: config.concurrency,
      signal: limits.sweep,
      mayStart: sink.ready,
      onOutcome: (outcome) => {
        if (sink.isUnwanted()) return;
        const result = toLines(outcome);
        if ('lines' in result) {
          sink.push(result.lines);
          values += result.values;
          unwritable += result.unwritable;
        }
        const node = nodeReport(outcome, result, facts, host.now());
        nodes.push(node);
        reporter.nodeDone(node);
      },
    });

    const endedEarly = limits.sweep.aborted ? String(limits.sweep.reason) : undefined;
    const soFar = async (): Promise<RunReport> => ({
      clusterName: config.clusterName,
      startMs: limits.startMs,
      nodes,
      values,
      unwritable,
      write: await sink.drain(),
      durationMs: host.now() - limits.startMs,
      ...host.usage(),
      endedEarly,
      isUnwanted: sink.isUnwanted(),
    });
    const run = await soFar();
    sink.push(runLines(run, exitCodeOf(run, config.minNodesShare)).lines);
    return await soFar();
  } finally {
    sink.close();
    await connection.close();
  }
}

// A kubelet's clock may be ahead of ours by this much; what lies further ahead is no time.
const clockSkewMs = 60_000;

/** One node's way from its answer to lines: decode, leave out what is not wanted, encode. */
function linesOf(
  config: Config,
  runTimeMs: number,
  now: () => number,
): (outcome: Outcome) => (Yield & Lines) | Failure {
  const encode = wideEncoder({ clusterName: config.clusterName, groups: config.metrics, runTimeMs });
  const skips = {
    namespaces: config.skipNamespaces ?? [],
    ownNamespace: config.podNamespace,
    ownJob: config.jobName,
  };
  return (outcome) => {
    if (!outcome.ok) return outcome;
    try {
      return read(outcome.body, outcome.target.node.name);
    } catch (error) {
      // A fault of ours that one node's answer brings to light must not cost the others theirs.
      return {
        cause: 'unknown',
        detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  };

  function read(body: string, name: string): (Yield & Lines) | Failure {
    const decoded = decodeSummary(body, name, now() + clockSkewMs);
    if (!decoded.ok) return decoded;
    if (decoded.nodeName !== name) return { cause: 'wrong_node', detail: `it is ${decoded.nodeName}` };
    const samples = withoutSkipped(decoded.samples, skips);
    return { samples, refused: decoded.refused, ...encode(samples) };
  }
}

function factsOf(config: Config, { access }: Reach) {
  return {
    access,
    timeoutMs: config.kubeletTimeoutMs,
    addressTypes: config.nodeAddressTypes.join(','),
  };
}
