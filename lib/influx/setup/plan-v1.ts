import { configurationError } from '../../errors/app-error.ts';
import {
  durationText,
  forever,
  quoted,
  type Step,
  usualLongRetentionS,
  usualRetentionS,
  warningOfLoss,
  type Wish,
} from './database-spec.ts';
import { continuousQueries, namePrefix } from './continuous-queries.ts';

/** What an InfluxDB 1.x has; made of what SHOW answers. */
export interface State {
  /** Absent where there is no such database. */
  readonly policies: readonly Policy[] | undefined;
  readonly continuousQueries: readonly string[];
}

export interface Policy {
  readonly name: string;
  readonly durationS: number;
  readonly isDefault: boolean;
}

/** The retention policy for thinned-out points. */
const longPolicy = 'long';

/**
 * InfluxQL that makes a database as it is wished for from what is there; nothing where it is so already. What is there
 * keeps its retention unless another was asked for: shortening it drops points. Queries of other schemas are left alone.
 *
 * @param policyName the policy to write to; `undefined` for the database's own
 */
export function planV1(
  database: string,
  policyName: string | undefined,
  wish: Wish,
  state: State,
  ask: (influxql: string) => Promise<unknown>,
): Step[] {
  const step = (statement: string): Step => ({ statement, run: () => ask(statement) });
  const own = policyName ?? state.policies?.find(({ isDefault }) => isDefault)?.name ?? 'autogen';
  if (own === longPolicy && wish.long)
    throw configurationError(
      `The retention policy "${longPolicy}" is the one for thinned-out points, and cannot be thinned out into itself.`,
      'Write to another, INFLUX_RETENTION_POLICY=…, or set INFLUX_LONG_RETENTION=none.',
    );
  const on = `ON ${quoted(database)}`;
  const steps: Step[] = [];
  if (state.policies === undefined) {
    const retention = durationText(wish.retentionS ?? usualRetentionS);
    steps.push(
      step(
        `CREATE DATABASE ${quoted(database)} WITH DURATION ${retention} REPLICATION 1 NAME ${quoted(own)}`,
      ),
    );
  } else steps.push(policyStep(own, wish.retentionS, usualRetentionS));
  if (wish.long) steps.push(policyStep(longPolicy, wish.long.retentionS, usualLongRetentionS));
  const wanted = wish.long
    ? continuousQueries(database, own, longPolicy, wish.long.everyS, wish)
    : new Map<string, string>();
  // Those of an earlier version or another interval: each carries what it does in its name.
  const prefix = namePrefix(wish.schema);
  for (const name of state.continuousQueries)
    if (name.startsWith(prefix) && !wanted.has(name))
      steps.push(step(`DROP CONTINUOUS QUERY ${quoted(name)} ${on}`));
  const missing = [...wanted].filter(([name]) => !state.continuousQueries.includes(name));
  for (const [, statement] of missing) steps.push(step(statement));
  if (wanted.size > 0 && missing.length === 0)
    steps.push({ statement: `${wanted.size} continuous queries into ${quoted(longPolicy)}`, run: undefined });
  return steps;

  function policyStep(name: string, askedForS: number | undefined, otherwiseS: number): Step {
    const known = state.policies?.find((policy) => policy.name === name);
    const durationS = askedForS ?? otherwiseS;
    const duration = durationText(durationS);
    if (!known)
      return step(`CREATE RETENTION POLICY ${quoted(name)} ${on} DURATION ${duration} REPLICATION 1`);
    if (askedForS === undefined || askedForS === known.durationS)
      return {
        statement: `retention policy ${quoted(name)} ${on}: DURATION ${durationText(known.durationS)}`,
        run: undefined,
      };
    return {
      ...step(
        `ALTER RETENTION POLICY ${quoted(name)} ${on} DURATION ${duration} SHARD DURATION ${shardDuration(durationS)}`,
      ),
      ...warningOfLoss(quoted(name), durationS, known.durationS),
    };
  }
}

/**
 * InfluxDB's own choice for a retention; a policy may not be shorter than its shards, so that both change together.
 * @see https://docs.influxdata.com/influxdb/v1/query_language/manage-database/#shard-duration
 */
function shardDuration(durationS: number): string {
  if (durationS !== forever && durationS < 2 * dayS) return '1h';
  return durationS !== forever && durationS <= 180 * dayS ? '1d' : '7d';
}

const dayS = 86_400;

/** `720h0m0s`, as SHOW RETENTION POLICIES says it; `0s` is for ever. */
export function secondsOf(duration: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) || forever;
}
