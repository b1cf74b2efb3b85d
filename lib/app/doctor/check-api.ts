import * as z from 'zod';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { requestApi, type RetryPolicy } from '../../kubernetes/api-request.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Cause } from '../../errors/causes.ts';
import { causeOf, type Finding, findingsOf } from './finding.ts';
import { clockSkew } from './clock-skew.ts';

const versionSchema = z.object({ gitVersion: z.string().regex(/^[\w.+-]{1,64}$/) });

/** Whether the API server answers, its version and its clock. */
export async function checkApi(
  connection: Connection,
  now: () => number,
  retryPolicy: RetryPolicy,
): Promise<Finding[]> {
  const { server } = connection.identity.credentials;
  const { ok, failedBy } = findingsOf('API server', server);
  try {
    const { bytes, dateMs } = await requestApi(
      connection,
      { verb: 'get', resource: 'version', path: '/version' },
      retryPolicy,
    );
    const version = versionOf(bytes.toString());
    return [
      ok(version === undefined ? 'it answers' : `it answers, version ${version}`),
      clockSkew(findingsOf('clock', server), dateMs, now(), 'tokens and certificates are valid by the clock'),
    ];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // A server that refuses to tell its version has been reached: the next checks show more.
    if (hasAnswered.includes(causeOf(error.code))) return [ok('it answers, and does not tell its version')];
    return [failedBy(error)];
  }
}

const hasAnswered: readonly (Cause | undefined)[] = [
  'forbidden',
  'unauthorized',
  'not_found',
  'unexpected_status',
];

function versionOf(body: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(body)).gitVersion;
  } catch {
    return undefined;
  }
}
