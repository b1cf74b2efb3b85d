import { toTargets } from '../../kubernetes/kubelet-targets.ts';
import { startRollUps } from '../../transform/roll-ups.ts';
import type { Config } from '../../config/scrape-settings.ts';
import type { Host } from '../../model/host.ts';
import { scrapeKubelets } from '../../kubelet/scrape-kubelets.ts';
import type { Lines } from '../../model/lines.ts';
import { decodeChoicesOf, nodePipeline, podFilterOf } from '../../wiring/node-pipeline.ts';
import { exitCodeOf } from '../../report/exit-code.ts';
import { nodeReport } from '../../report/node-report.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { NodeReport, RunReport } from '../../model/run.ts';
import { runMinuteMs } from '../../util/run-minute.ts';
import { runLines } from '../../schema/run-measurements.ts';
import { connect, wantedLabels } from '../../wiring/kubernetes.ts';
import { discover } from '../../wiring/discovery.ts';
import { openInflux, openSink } from '../../wiring/influx.ts';
import { kubeletFactsOf, reachOf, kubeletScrapeOf } from '../../wiring/kubelets.ts';
import { openRateLoader } from './rate-loader.ts';
import { openEncoder } from '../../wiring/schema.ts';
import { shardName } from '../../model/shard.ts';
import { startDeadlines } from '../../wiring/deadlines.ts';

/**
 * One scrape: discover the kubelets, scrape each once, write the lines, report.
 *
 * @throws AppError where no run was possible: configuration (2) or discovery (3)
 */
export async function scrapeOnce(config: Config, host: Host, reporter: Reporter): Promise<RunReport> {
  const limits = startDeadlines(config, host);
  const minuteMs = runMinuteMs(config.jobName, limits.startMs);
  const encoder = openEncoder(config, limits.startMs, minuteMs);
  const influx = openInflux(config, host, reporter);
  const sink = openSink(config, influx, host, limits, reporter);
  const connection = await connect(config, host, limits, reporter);
  try {
    const reach = reachOf(config, connection, reporter);
    const facts = kubeletFactsOf(config, reach);
    const found = await discover(config, connection, wantedLabels(config), facts, limits, host, reporter);
    const { pods } = found;
    const targets = toTargets(found.nodes, reach);
    const rates = openRateLoader(config, influx, targets, minuteMs, limits, reporter, host.now);
    const isSkipped = podFilterOf(config);
    const shard = config.shard && shardName(config.shard);
    const rollUps = startRollUps(
      ({ namespace, name, workloadKind }) => isSkipped({ namespace, pod: name, workloadKind }),
      shard,
    );
    const processNode = nodePipeline({
      pods,
      rate: rates.rate,
      rollUps,
      isSkipped,
      encoder,
      choicesOf: decodeChoicesOf(config),
      runMinuteMs: minuteMs,
      now: host.now,
    });
    const nodes: NodeReport[] = [];
    let values = 0;
    let unwritable = 0;
    const push = (lines: Lines) => {
      sink.push(lines);
      values += lines.values;
      unwritable += lines.unwritable;
    };

    reporter.started(targets.length);
    await scrapeKubelets(targets, kubeletScrapeOf(config, connection, reach, host), {
      concurrency: config.concurrency,
      signal: limits.sweep,
      mayStart: sink.ready,
      loadExtra: rates.fetch,
      onWait: rates.wait,
      onOutcome: (outcome, previous) => {
        if (sink.isReaderGone()) return;
        const result = processNode(outcome, previous);
        if ('lines' in result) push(result.lines);
        const node = nodeReport(outcome, result, facts, host.now());
        nodes.push(node);
        reporter.nodeDone(node);
      },
    });
    const waiting = pods.waiting();
    if (waiting) rollUps.addPods(waiting);
    // Without any node there is nothing to sum.
    if (nodes.some(({ failure }) => failure === undefined)) push(encoder.rollUps(rollUps.result()));

    const endedEarly = limits.sweep.aborted ? String(limits.sweep.reason) : undefined;
    const soFar = async (): Promise<RunReport> => ({
      clusterName: config.clusterName,
      shard,
      startMs: limits.startMs,
      nodes,
      values,
      unwritable,
      write: await sink.drain(),
      durationMs: host.now() - limits.startMs,
      ...host.usage(),
      v8Record: host.environment['HEAPLINE_V8_RECORD'],
      endedEarly,
      isReaderGone: sink.isReaderGone(),
    });
    const run = await soFar();
    sink.push(runLines(run, exitCodeOf(run, config.minNodesShare)));
    return await soFar();
  } finally {
    sink.close();
    await connection.close();
  }
}
