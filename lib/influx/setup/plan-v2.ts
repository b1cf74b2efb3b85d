import type { InfluxDB } from '@influxdata/influxdb-client';
import { type Bucket, BucketsAPI, DbrpsAPI, OrgsAPI, TasksAPI } from '@influxdata/influxdb-client-apis';
import { AppError, exitCodes } from '../../errors/app-error.ts';
import { fluxTask, taskName } from './flux-task.ts';
import {
  durationText,
  type Step,
  defaultLongRetentionS,
  defaultRetentionS,
  warningOfLoss,
  type DatabaseSpec,
} from './database-spec.ts';

/** The bucket for downsampled points. */
function longBucket(bucket: string): string {
  return `${bucket}_long`;
}

/**
 * Requests that bring a bucket of InfluxDB 2.x to its wanted state: the bucket, the DBRP mapping of the same
 * name for InfluxQL, a second bucket and the task that fills it.
 *
 * @throws AppError where the organisation does not exist, or the server is no InfluxDB 2.x
 * @see https://docs.influxdata.com/influxdb/v2/api/v2/
 */
export async function planV2(
  client: InfluxDB,
  org: string,
  bucket: string,
  spec: DatabaseSpec,
): Promise<Step[]> {
  const orgID = await orgIdOf(client, org);
  const steps = [await bucketStep(client, orgID, bucket, spec.retentionS, defaultRetentionS)];
  steps.push(await mappingStep(client, orgID, bucket));
  if (!spec.long) return steps;
  steps.push(
    await bucketStep(client, orgID, longBucket(bucket), spec.long.retentionS, defaultLongRetentionS),
  );
  steps.push(await taskStep(client, orgID, org, bucket, spec.long.everyS, spec));
  return steps;
}

async function orgIdOf(client: InfluxDB, org: string): Promise<string> {
  const { orgs } = await new OrgsAPI(client).getOrgs({ org });
  const id = orgs?.find(({ name }) => name === org)?.id;
  if (id === undefined)
    throw new AppError(`InfluxDB has no organisation "${org}", or the token may not see it.`, {
      code: 'influx_organisation',
      remedy: 'Check INFLUX_ORG, and give a token that may create buckets (an all-access one).',
      exitCode: exitCodes.configuration,
    });
  return id;
}

async function bucketStep(
  client: InfluxDB,
  orgID: string,
  name: string,
  requestedS: number | undefined,
  defaultS: number,
): Promise<Step> {
  const api = new BucketsAPI(client);
  const known = await bucketOf(client, orgID, name);
  const everySeconds = requestedS ?? defaultS;
  const retentionRules = [{ type: 'expire' as const, everySeconds }];
  if (!known)
    return {
      statement: `POST /api/v2/buckets ${JSON.stringify({ name, retentionRules })}`,
      run: () => api.postBuckets({ body: { orgID, name, retentionRules } }),
    };
  const knownS = known.retentionRules[0]?.everySeconds ?? 0;
  const bucketID = known.id ?? '';
  return requestedS === undefined || requestedS === knownS
    ? { statement: `bucket "${name}": points are kept for ${durationText(knownS)}`, run: undefined }
    : {
        statement: `PATCH /api/v2/buckets/${bucketID} ${JSON.stringify({ retentionRules })}`,
        ...warningOfLoss(`bucket "${name}"`, requestedS, knownS),
        run: () => api.patchBucketsID({ bucketID, body: { retentionRules } }),
      };
}

/** A virtual mapping disappears when another takes its name: a permanent one is created. */
async function mappingStep(client: InfluxDB, orgID: string, bucket: string): Promise<Step> {
  const api = new DbrpsAPI(client);
  const { content } = await api.getDBRPs({ orgID, db: bucket });
  const known = content?.find(({ default: isDefault, virtual }) => isDefault && !virtual);
  if (known && known.bucketID !== (await bucketOf(client, orgID, bucket))?.id)
    throw new AppError(`InfluxQL finds another bucket as the database "${bucket}".`, {
      code: 'influx_mapping',
      // This goes into a shell: only an ID is allowed.
      remedy: `Remove that mapping, \`influx v1 dbrp delete --id ${/^[0-9a-f]+$/.test(known.id) ? known.id : 'ID'}\`, or choose another INFLUX_BUCKET.`,
      exitCode: exitCodes.configuration,
    });
  if (known) return { statement: `InfluxQL finds the bucket as database "${bucket}"`, run: undefined };
  const mapping = { database: bucket, retention_policy: 'autogen', default: true };
  return {
    statement: `POST /api/v2/dbrps ${JSON.stringify(mapping)}`,
    run: async () => {
      // Read now: the bucket may have been created by the step before.
      const bucketID = (await bucketOf(client, orgID, bucket))?.id ?? '';
      await api.postDBRP({ body: { ...mapping, orgID, bucketID } });
    },
  };
}

/** For a missing bucket some versions answer 404, others an empty list. */
async function bucketOf(client: InfluxDB, orgID: string, name: string): Promise<Bucket | undefined> {
  try {
    const { buckets } = await new BucketsAPI(client).getBuckets({ orgID, name });
    return buckets?.find((one) => one.name === name);
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
    throw error;
  }
}

async function taskStep(
  client: InfluxDB,
  orgID: string,
  org: string,
  bucket: string,
  everyS: number,
  { schema, downsampled }: DatabaseSpec,
): Promise<Step> {
  const api = new TasksAPI(client);
  const name = taskName(bucket, schema);
  const flux = fluxTask({ name, org, from: bucket, into: longBucket(bucket), everyS, downsampled });
  const known = (await api.getTasks({ orgID, name })).tasks?.find((task) => task.name === name);
  if (!known)
    return { statement: `POST /api/v2/tasks\n${flux}`, run: () => api.postTasks({ body: { orgID, flux } }) };
  return known.flux === flux
    ? { statement: `task "${name}"`, run: undefined }
    : {
        statement: `PATCH /api/v2/tasks/${known.id}\n${flux}`,
        run: () => api.patchTasksID({ taskID: known.id, body: { flux } }),
      };
}
