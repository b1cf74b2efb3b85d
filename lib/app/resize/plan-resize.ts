import type { RetryPolicy } from '../../kubernetes/api-request.ts';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { patchCronJob, readCronJob } from '../../kubernetes/cronjob.ts';
import { listNodes } from '../../kubernetes/list-nodes.ts';
import type { ResizeConfig } from '../../config/resize-settings.ts';
import { configurationError } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import { queryPath } from '../../influx/destination.ts';
import { query } from '../../influx/influxql-query.ts';
import type { Reporter } from '../../report/reporter.ts';
import { type Amounts, amountsForNodes, amountsForRuns } from './resource-plan.ts';
import { type ContainerResources, isNearEnough, patchOf, resourcesOf } from './cronjob-patch.ts';
import { tagIs } from '../../schema/influxql.ts';
import { startDeadlines } from '../../wiring/deadlines.ts';
import { connect, retryPolicyOf } from '../../wiring/kubernetes.ts';
import { openInflux } from '../../wiring/influx.ts';

/** The change of the CronJob's resources, and its reason. */
interface Resizing {
  readonly because: string;
  readonly wanted: ContainerResources;
  readonly patch: object;
  /** `undefined` where no change is needed. */
  readonly apply: (() => Promise<void>) | undefined;
}

const limitsMs = { sweepTimeoutMs: 30_000, runTimeoutMs: 45_000 };

/**
 * Computes the requests and limits of heapline's own CronJob, and calls `act` while the connection to the API
 * server is open.
 *
 * @throws AppError exit code 2 or 3
 */
export async function withResizing(
  config: ResizeConfig,
  host: Host,
  reporter: Reporter,
  act: (resizing: Resizing) => Promise<void>,
): Promise<void> {
  const limits = startDeadlines(limitsMs, host);
  const connection = await connect(config, host, limits, reporter);
  try {
    const retryPolicy = retryPolicyOf(limits, host, reporter)(limits.sweep);
    const place = { namespace: config.podNamespace, name: config.resizeCronjob };
    const cronJob = await readCronJob(connection, place, retryPolicy);
    const present = cronJob.containers.get(config.resizeContainer);
    if (!present)
      throw configurationError(
        `The CronJob ${config.resizeCronjob} has no container ${config.resizeContainer}.`,
        `Set RESIZE_CONTAINER to one of ${[...cronJob.containers.keys()].join(', ')}.`,
      );
    // A run that was OOM-killed is in no database: then the number of nodes is used.
    const runs =
      config.resizeFrom === 'runs' ? await fromRuns(config, host, reporter, limits.sweep) : undefined;
    const { because, amounts } = runs ?? (await fromNodes(config, connection, cronJob.shards, retryPolicy));
    const wanted = resourcesOf(amounts);
    const patch = patchOf(config.resizeContainer, wanted);
    const apply = () => patchCronJob(connection, place, cronJob, patch, retryPolicy);
    const isRight = isNearEnough(present, amounts, config.resizeThresholdPercent);
    await act({ because, wanted, patch, apply: isRight ? undefined : apply });
  } finally {
    await connection.close();
  }
}

interface ResizeBasis {
  readonly because: string;
  readonly amounts: Amounts;
}

async function fromNodes(
  config: ResizeConfig,
  connection: Connection,
  shards: number,
  retryPolicy: RetryPolicy,
): Promise<ResizeBasis> {
  const { length: nodes } = await listNodes(connection, config.nodeSelector, new Set(), retryPolicy);
  const base = { cpuMillicores: config.resizeCpu, memoryBytes: config.resizeMemory };
  const perNode = { cpuMillicores: config.resizeExtraCpu, memoryBytes: config.resizeExtraMemory };
  return {
    because: `there are ${nodes} nodes${shards === 1 ? '' : ` for ${shards} shards`}`,
    amounts: amountsForNodes(nodes, shards, base, perNode),
  };
}

async function fromRuns(
  config: ResizeConfig,
  host: Host,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ResizeBasis | undefined> {
  const influx = openInflux(config, host, reporter);
  if (!influx) throw new Error('INFLUX_URL is a rule of the configuration');
  try {
    const now = host.now();
    const influxql =
      'SELECT max("cpu_seconds") AS "cpu", max("peak_rss_bytes") AS "rss", count("exit_code") AS "runs" FROM "heapline_run" ' +
      `WHERE ${tagIs('cluster', config.clusterName)} AND time > ${now - config.resizeSpan * 1000}ms AND time <= ${now}ms`;
    const [row] = await query(influx.transport, queryPath(influx.settings), influxql, signal);
    const { cpu, rss, runs } = row?.values ?? {};
    if (cpu === undefined || rss === undefined || runs === undefined) {
      reporter.warn(
        `InfluxDB knows of no run in the cluster ${config.clusterName} within RESIZE_SPAN, so the number of nodes tells. ` +
          'Check CLUSTER_NAME and INFLUX_DATABASE, or whether runs are killed.',
      );
      return undefined;
    }
    const most = { cpuSeconds: Number(cpu), peakRssBytes: Number(rss) };
    return {
      because: `of ${Number(runs)} runs the costliest took ${most.cpuSeconds.toFixed(2)} CPU seconds, the largest ${Math.round(most.peakRssBytes / 2 ** 20)} MiB`,
      amounts: amountsForRuns(most, config.resizeMarginPercent),
    };
  } finally {
    influx.transport.close();
  }
}
