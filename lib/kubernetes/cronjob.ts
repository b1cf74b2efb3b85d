import * as z from 'zod';
import { configurationError } from '../errors/app-error.ts';
import type { Resources } from '../model/facts.ts';
import { requestApi, type RetryPolicy } from './api-request.ts';
import { requestObject, undefinedIfMissing } from './api-object.ts';
import type { Connection } from './api-connection.ts';
import { resourcesOf } from './resource-amounts.ts';

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** What resize needs of a CronJob. */
interface CronJob {
  readonly path: string;
  /** Pods of one Job that share the nodes. */
  readonly shards: number;
  /** Requests and limits by container. */
  readonly containers: ReadonlyMap<string, { readonly requests: Resources; readonly limits: Resources }>;
}

/** `batch/v1` since Kubernetes 1.21, `batch/v1beta1` before. */
const versions = ['v1', 'v1beta1'];

/**
 * Reads a CronJob.
 *
 * @throws AppError exit code 2 where it does not exist, 3 where the API server does not answer
 */
export async function readCronJob(
  connection: Connection,
  place: Place,
  retryPolicy: RetryPolicy,
): Promise<CronJob> {
  for (const version of versions) {
    const [namespace, name] = [place.namespace, place.name].map(encodeURIComponent);
    const path = `/apis/batch/${version}/namespaces/${namespace ?? ''}/cronjobs/${name ?? ''}`;
    const question = { ...questionOf('get', place), path };
    const found = await undefinedIfMissing(
      requestObject(connection, question, 'CronJob', cronJobSchema, retryPolicy),
    );
    if (!found) continue;
    const { completions, completionMode } = found.spec.jobTemplate.spec;
    const shards = completionMode === 'Indexed' ? (completions ?? 1) : 1;
    return { path, shards, containers: containersOf(found) };
  }
  throw configurationError(
    `There is no CronJob ${place.name} in the namespace ${place.namespace}.`,
    'Correct RESIZE_CRONJOB and POD_NAMESPACE: `kubectl get cronjobs -A`.',
  );
}

/** @throws AppError exit code 3 */
export async function patchCronJob(
  connection: Connection,
  place: Place,
  { path }: CronJob,
  patch: object,
  retryPolicy: RetryPolicy,
): Promise<void> {
  const request = {
    method: 'PATCH',
    path: `${path}?fieldManager=heapline-resize`,
    contentType: 'application/strategic-merge-patch+json',
    body: JSON.stringify(patch),
  } as const;
  await requestApi(connection, { ...questionOf('patch', place), ...request }, retryPolicy);
}

function questionOf(verb: string, { name }: Place) {
  const rule = `- {apiGroups: ["batch"], resources: ["cronjobs"], resourceNames: ["${name}"], verbs: ["get", "patch"]}`;
  return { verb, resource: `cronjob ${name}`, rule };
}

const amounts = z.record(z.string(), z.string()).nullish();
const cronJobSchema = z.object({
  spec: z.object({
    jobTemplate: z.object({
      spec: z.object({
        completions: z.int().min(1).nullish(),
        completionMode: z.string().nullish(),
        template: z.object({
          spec: z.object({
            containers: z.array(
              z.object({
                name: z.string(),
                resources: z.object({ requests: amounts, limits: amounts }).nullish(),
              }),
            ),
          }),
        }),
      }),
    }),
  }),
});

function containersOf(object: z.infer<typeof cronJobSchema>): CronJob['containers'] {
  const { containers } = object.spec.jobTemplate.spec.template.spec;
  return new Map(
    containers.map(({ name, resources }) => [
      name,
      { requests: resourcesOf(resources?.requests), limits: resourcesOf(resources?.limits) },
    ]),
  );
}
