import * as z from 'zod';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { askApi, type Patience } from '../../kubernetes/api-request.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Cause } from '../../errors/causes.ts';
import { causeOf, type Finding, findingsOf } from './finding.ts';
import { clockSkew } from './clock-skew.ts';

const versionSchema = z.object({ gitVersion: z.string().regex(/^[\w.+-]{1,64}$/) });

/** Whether the API server answers, which version it is, and what time it has; asked as patiently as a run asks. */
export async function checkApi(
  connection: Connection,
  now: () => number,
  patience: Patience,
): Promise<Finding[]> {
  const { server } = connection.identity.credentials;
  const { ok, failedBy } = findingsOf('API server', server);
  try {
    const { bytes, dateMs } = await askApi(
      connection,
      { verb: 'get', resource: 'version', path: '/version' },
      patience,
    );
    const version = versionOf(bytes.toString());
    return [
      ok(version === undefined ? 'it answers' : `it answers, version ${version}`),
      clockSkew(findingsOf('clock', server), dateMs, now(), 'tokens and certificates are valid by the clock'),
    ];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Who may not see the version, or sees none, has reached a server all the same: the lists will show what it is.
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
