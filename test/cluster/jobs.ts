import { until } from './daemons.ts';
import type { Cluster } from './cluster.ts';

interface Ended {
  /** What its container ended with. */
  readonly exitCode: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** Starts a Job made of the CronJob, as `kubectl create job --from`, and waits for its end. */
export async function runJob(cluster: Cluster, name: string): Promise<Ended> {
  await cluster.kubectl(['-n', 'heapline', 'create', 'job', '--from=cronjob/heapline', name]);
  const exitCode = await until(`Job ${name} ends`, 90_000, async () => {
    const { items } = (await cluster.ask(
      `/api/v1/namespaces/heapline/pods?labelSelector=job-name%3D${name}`,
    )) as { items: { status: { containerStatuses?: { state: { terminated?: { exitCode: number } } }[] } }[] };
    return items[0]?.status.containerStatuses?.[0]?.state.terminated?.exitCode.toString();
  });
  const logs = await logsOf(cluster, name);
  return {
    exitCode: Number(exitCode),
    events: logs
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

export function logsOf({ kubectl }: Pick<Cluster, 'kubectl'>, job: string): Promise<string> {
  return kubectl(['-n', 'heapline', 'logs', `job/${job}`]);
}
