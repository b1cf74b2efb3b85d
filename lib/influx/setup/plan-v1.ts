import { configurationError } from '../../errors/app-error.ts';
import {
  durationText,
  forever,
  quotedIdentifier,
  type Step,
  defaultLongRetentionS,
  defaultRetentionS,
  warningOfLoss,
  type DatabaseSpec,
} from './database-spec.ts';
import { continuousQueries, namePrefix } from './continuous-queries.ts';

/** The existing state of an InfluxDB 1.x, from SHOW. */
export interface State {
  /** Absent where the database does not exist. */
  readonly policies: readonly Policy[] | undefined;
  readonly continuousQueries: readonly string[];
}

export interface Policy {
  readonly name: string;
  readonly durationS: number;
  readonly isDefault: boolean;
}

/** The retention policy for downsampled points. */
const longPolicy = 'long';

/**
 * InfluxQL statements that bring a database to its wanted state. An existing retention is changed only where
 * it was set: shortening it drops points. Queries of other schemas are left alone.
 *
 * @param policyName the policy to write to; `undefined` for the default one
 */
export function planV1(
  database: string,
  policyName: string | undefined,
  spec: DatabaseSpec,
  state: State,
  ask: (influxql: string) => Promise<unknown>,
): Step[] {
  const step = (statement: string): Step => ({ statement, run: () => ask(statement) });
  const own = policyName ?? state.policies?.find(({ isDefault }) => isDefault)?.name ?? 'autogen';
  if (own === longPolicy && spec.long)
    throw configurationError(
      `The retention policy "${longPolicy}" is the one for thinned-out points, and cannot be thinned out into itself.`,
      'Write to another, INFLUX_RETENTION_POLICY=…, or set INFLUX_LONG_RETENTION=none.',
    );
  const on = `ON ${quotedIdentifier(database)}`;
  const steps: Step[] = [];
  if (state.policies === undefined) {
    const retention = durationText(spec.retentionS ?? defaultRetentionS);
    steps.push(
      step(
        `CREATE DATABASE ${quotedIdentifier(database)} WITH DURATION ${retention} REPLICATION 1 NAME ${quotedIdentifier(own)}`,
      ),
    );
  } else steps.push(policyStep(own, spec.retentionS, defaultRetentionS));
  if (spec.long) steps.push(policyStep(longPolicy, spec.long.retentionS, defaultLongRetentionS));
  const wanted = spec.long
    ? continuousQueries(database, own, longPolicy, spec.long.everyS, spec)
    : new Map<string, string>();
  // Queries of an earlier version or another interval have another name.
  const prefix = namePrefix(spec.schema);
  for (const name of state.continuousQueries)
    if (name.startsWith(prefix) && !wanted.has(name))
      steps.push(step(`DROP CONTINUOUS QUERY ${quotedIdentifier(name)} ${on}`));
  const missing = [...wanted].filter(([name]) => !state.continuousQueries.includes(name));
  for (const [, statement] of missing) steps.push(step(statement));
  if (wanted.size > 0 && missing.length === 0)
    steps.push({
      statement: `${wanted.size} continuous queries into ${quotedIdentifier(longPolicy)}`,
      run: undefined,
    });
  return steps;

  function policyStep(name: string, requestedS: number | undefined, defaultS: number): Step {
    const known = state.policies?.find((policy) => policy.name === name);
    const durationS = requestedS ?? defaultS;
    const duration = durationText(durationS);
    if (!known)
      return step(
        `CREATE RETENTION POLICY ${quotedIdentifier(name)} ${on} DURATION ${duration} REPLICATION 1`,
      );
    if (requestedS === undefined || requestedS === known.durationS)
      return {
        statement: `retention policy ${quotedIdentifier(name)} ${on}: DURATION ${durationText(known.durationS)}`,
        run: undefined,
      };
    return {
      ...step(
        `ALTER RETENTION POLICY ${quotedIdentifier(name)} ${on} DURATION ${duration} SHARD DURATION ${shardDuration(durationS)}`,
      ),
      ...warningOfLoss(quotedIdentifier(name), durationS, known.durationS),
    };
  }
}

/**
 * InfluxDB's default for a retention. A policy may not be shorter than its shards: both change together.
 * @see https://docs.influxdata.com/influxdb/v1/query_language/manage-database/#shard-duration
 */
function shardDuration(durationS: number): string {
  if (durationS !== forever && durationS < 2 * dayS) return '1h';
  return durationS !== forever && durationS <= 180 * dayS ? '1d' : '7d';
}

const dayS = 86_400;

/** `720h0m0s`, as SHOW RETENTION POLICIES prints it; `0s` means no expiry. */
export function secondsOf(duration: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) || forever;
}
