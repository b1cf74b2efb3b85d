import { z } from 'zod';
import type { Connection } from '../cluster/connection.ts';
import { exitCodes } from '../errors.ts';
import { apiRemedy } from '../failure/api-remedies.ts';
import { causes } from '../failure/causes.ts';
import { clockSkew } from './clock-skew.ts';
import { type Finding, findingsOf } from './finding.ts';

const versionSchema = z.object({ gitVersion: z.string() });

/** Whether the API server answers, which version it is, and what time it has. */
export async function checkApi(
  { ask, identity }: Connection,
  now: () => number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { server } = identity.credentials;
  const { ok, failed } = findingsOf('API server', server);
  const answer = await ask({ path: '/version' }, signal);
  // Who may not see the version has reached the server all the same; what it knows of who asks, the lists will show.
  if (!answer.ok && !['forbidden', 'unauthorized'].includes(answer.cause))
    return [
      failed(`${causes[answer.cause].what}: ${answer.detail}`, {
        cause: answer.cause,
        remedy: apiRemedy(answer.cause, answer.detail, { verb: 'get', resource: 'version' }),
        exitCode: exitCodes.discovery,
      }),
    ];
  const version = answer.ok ? versionOf(answer.body) : undefined;
  return [
    ok(version === undefined ? 'it answers' : `it answers, version ${version}`),
    clockSkew(
      findingsOf('clock', server),
      answer.ok ? answer.dateMs : undefined,
      now(),
      'tokens and certificates are valid by the clock',
    ),
  ];
}

function versionOf(body: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(body)).gitVersion;
  } catch {
    return undefined;
  }
}
