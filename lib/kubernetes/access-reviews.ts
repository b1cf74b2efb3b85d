import * as z from 'zod';
import type { Attributes, Decision, User } from '../model/access-review.ts';
import type { ApiQuestion } from '../errors/api-remedies.ts';
import type { RetryPolicy } from './api-request.ts';
import { requestObject } from './api-object.ts';
import type { Connection } from './api-connection.ts';

/**
 * The user of a bearer token, by TokenReview; `undefined` where it is not valid.
 *
 * @throws AppError exit code 3 where the API server does not answer
 * @see https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/
 */
export async function reviewToken(
  connection: Connection,
  token: string,
  retryPolicy: RetryPolicy,
): Promise<User | undefined> {
  const question = {
    verb: 'create',
    resource: 'tokenreviews',
    rule: ruleOf('authentication', 'tokenreviews'),
  };
  const { status } = await review(
    connection,
    { ...question, group: 'authentication.k8s.io', kind: 'TokenReview', spec: { token } },
    tokenReviewSchema,
    retryPolicy,
  );
  if (status.authenticated !== true || !status.user) return undefined;
  const { username, uid, groups, extra } = status.user;
  return { name: username, uid: uid || undefined, groups: groups ?? [], extra: extra ?? {} };
}

/**
 * Whether a user may do something, by SubjectAccessReview.
 *
 * @throws AppError exit code 3 where the API server does not answer
 * @see https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/
 */
export async function reviewAccess(
  connection: Connection,
  { name, uid, groups, extra }: User,
  attributes: Attributes,
  retryPolicy: RetryPolicy,
): Promise<Decision> {
  const resource = 'subjectaccessreviews';
  const question = { verb: 'create', resource, rule: ruleOf('authorization', resource) };
  const what =
    'path' in attributes ? { nonResourceAttributes: attributes } : { resourceAttributes: attributes };
  const spec = { user: name, uid, groups, extra, ...what };
  const { status } = await review(
    connection,
    { ...question, group: 'authorization.k8s.io', kind: 'SubjectAccessReview', spec },
    accessReviewSchema,
    retryPolicy,
  );
  return { isAllowed: status.allowed && status.denied !== true, reason: status.reason ?? undefined };
}

interface Review extends ApiQuestion {
  readonly group: string;
  readonly kind: string;
  readonly spec: object;
}

async function review<Schema extends z.ZodType>(
  connection: Connection,
  { group, kind, spec, ...question }: Review,
  schema: Schema,
  retryPolicy: RetryPolicy,
): Promise<z.output<Schema>> {
  const apiVersion = `${group}/v1`;
  const request = {
    method: 'POST',
    path: `/apis/${apiVersion}/${question.resource}`,
    body: JSON.stringify({ apiVersion, kind, spec }),
  } as const;
  return requestObject(connection, { ...question, ...request }, kind, schema, retryPolicy);
}

function ruleOf(group: string, resource: string): string {
  return `- {apiGroups: ["${group}.k8s.io"], resources: ["${resource}"], verbs: ["create"]}`;
}

const tokenReviewSchema = z.object({
  status: z.object({
    authenticated: z.boolean().nullish(),
    user: z
      .object({
        username: z.string().min(1),
        uid: z.string().nullish(),
        groups: z.array(z.string()).nullish(),
        extra: z.record(z.string(), z.array(z.string())).nullish(),
      })
      .nullish()
      .catch(undefined),
  }),
});

const accessReviewSchema = z.object({
  status: z.object({
    allowed: z.boolean(),
    denied: z.boolean().nullish(),
    reason: z.string().nullish(),
  }),
});
