import * as z from 'zod';
import type { Connection } from '../../kubernetes/api-connection.ts';
import type { KubeletReach } from '../../kubernetes/kubelet-targets.ts';
import { exitCodes } from '../../errors/app-error.ts';
import { missingRule } from '../../errors/missing-rbac-rule.ts';
import { type Finding, findingsOf } from './finding.ts';
import { type Need, neededRights, type Right, type RightsConfig } from './needed-rights.ts';

/**
 * Checks the permissions that the settings need, then those that no CronJob should have.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
export async function checkRights(
  connection: Connection,
  config: RightsConfig,
  reach: Pick<KubeletReach, 'access'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const needs = neededRights(config, reach);
  for (const need of needs) {
    const { verb, resource } = need;
    const { ok, failed, warning, skipped } = findingsOf('right', `${verb} ${resource}`);
    const isAllowed = await mayI(connection, need, signal);
    if (isAllowed === undefined) findings.push(skipped('the API server does not tell'));
    else if (isAllowed && resource === 'nodes/proxy')
      findings.push(
        warning(
          `there, for ${need.setBy}: with it one can run commands in every pod`,
          'Well enough for a person; a CronJob does with get nodes/stats, by KUBELET_ACCESS=direct.',
        ),
      );
    else if (isAllowed) findings.push(ok(`there, for ${need.setBy}`));
    else {
      const says = `missing, and ${need.setBy} needs it`;
      const remedy = `Add to the ClusterRole:  ${missingRule('', need)}`;
      const exitCode = verb === 'list' ? exitCodes.discovery : exitCodes.tooFewNodes;
      findings.push(
        need.isRequired ? failed(says, { cause: 'forbidden', remedy, exitCode }) : warning(says, remedy),
      );
    }
  }
  return [...findings, await tooManyRights(connection, needs, signal)];
}

/** Permissions to run commands in pods, or to read secrets. */
const dangerous: readonly Right[] = [
  { verb: 'get', resource: 'nodes/proxy' },
  { verb: 'create', resource: 'nodes/proxy' },
  { verb: 'create', resource: 'pods/exec' },
  { verb: 'create', resource: 'pods' },
  { verb: 'list', resource: 'secrets' },
];

async function tooManyRights(
  connection: Connection,
  needs: readonly Need[],
  signal: AbortSignal,
): Promise<Finding> {
  const { ok, warning, skipped } = findingsOf('right', 'beyond need');
  const unneeded = dangerous.filter(
    ({ verb, resource }) => !needs.some((need) => need.verb === verb && need.resource === resource),
  );
  const answers = await Promise.all(unneeded.map((right) => mayI(connection, right, signal)));
  if (answers.every((answer) => answer === undefined)) return skipped('the API server does not tell');
  const had = unneeded.filter((_, index) => answers[index] === true);
  if (had.length === 0) return ok('none of the dangerous ones is there');
  return warning(
    `there, and no run needs them: ${had.map(({ verb, resource }) => `${verb} ${resource}`).join(', ')}`,
    'Well enough for a person with a kubeconfig; take them from the ClusterRole of a CronJob.',
  );
}

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

async function mayI(
  { request }: Connection,
  { verb, resource: whole }: Right,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const [resource, subresource] = whole.split('/');
  const answer = await request(
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, resource, ...(subresource ? { subresource } : {}) } },
      }),
    },
    signal,
  );
  if (!answer.ok) return undefined;
  try {
    return reviewSchema.parse(JSON.parse(answer.bytes.toString())).status.allowed;
  } catch {
    return undefined;
  }
}
