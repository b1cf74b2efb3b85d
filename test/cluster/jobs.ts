import { until } from './daemons.ts';
import type { Cluster } from './cluster.ts';

interface Ended {
  /** What its container ended with. */
  readonly exitCode: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** Starts a Job made of a CronJob, as `kubectl create job --from`, and waits for its end. */
export async function runJob(cluster: Cluster, name: string, cronJob = 'heapline'): Promise<Ended> {
  await cluster.kubectl(['-n', 'heapline', 'create', 'job', `--from=cronjob/${cronJob}`, name]);
  const exitCode = await endOf(cluster, name);
  const logs = await logsOf(cluster, name);
  return {
    exitCode,
    events: logs
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** What a Job's container ends with. */
export async function endOf({ ask }: Pick<Cluster, 'ask'>, job: string): Promise<number> {
  const code = await until(`Job ${job} ends`, 90_000, async () => {
    const { items } = (await ask(`/api/v1/namespaces/heapline/pods?labelSelector=job-name%3D${job}`)) as {
      items: { status: { containerStatuses?: { state: { terminated?: { exitCode: number } } }[] } }[];
    };
    return items[0]?.status.containerStatuses?.[0]?.state.terminated?.exitCode.toString();
  });
  return Number(code);
}

export function logsOf({ kubectl }: Pick<Cluster, 'kubectl'>, job: string): Promise<string> {
  return kubectl(['-n', 'heapline', 'logs', `job/${job}`]);
}
