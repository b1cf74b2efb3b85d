import { durationText, forever, type Step, usualRetentionS, type Wish } from './wish.ts';
import { continuousQueries, namePrefix } from './continuous-queries.ts';
import { quoted } from './quoted.ts';

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
 * keeps its retention unless another was asked for: shortening it drops points.
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
  const retention = durationText(wish.retentionS ?? usualRetentionS);
  const on = `ON ${quoted(database)}`;
  const steps: Step[] = [];
  if (state.policies === undefined)
    steps.push(
      step(
        `CREATE DATABASE ${quoted(database)} WITH DURATION ${retention} REPLICATION 1 NAME ${quoted(own)}`,
      ),
    );
  else steps.push(policyStep(state.policies, own, wish.retentionS, usualRetentionS));
  if (!wish.long) return [...steps, ...dropped(state.continuousQueries, new Map())];
  steps.push(policyStep(state.policies ?? [], longPolicy, undefined, wish.long.retentionS));
  const wanted = continuousQueries(database, own, longPolicy, wish.long.everyS, wish.downsampled);
  steps.push(...dropped(state.continuousQueries, wanted));
  for (const [name, statement] of wanted)
    if (!state.continuousQueries.includes(name)) steps.push(step(statement));
  const isComplete = [...wanted.keys()].every((name) => state.continuousQueries.includes(name));
  if (isComplete)
    steps.push({ statement: `${wanted.size} continuous queries into ${quoted(longPolicy)}`, run: undefined });
  return steps;

  function policyStep(
    policies: readonly Policy[],
    name: string,
    askedForS: number | undefined,
    otherwiseS: number,
  ): Step {
    const known = policies.find((policy) => policy.name === name);
    const duration = durationText(askedForS ?? otherwiseS);
    if (!known)
      return step(`CREATE RETENTION POLICY ${quoted(name)} ${on} DURATION ${duration} REPLICATION 1`);
    if (askedForS === undefined || askedForS === known.durationS)
      return {
        statement: `retention policy ${quoted(name)} ${on}: DURATION ${durationText(known.durationS)}`,
        run: undefined,
      };
    return step(`ALTER RETENTION POLICY ${quoted(name)} ${on} DURATION ${duration}`);
  }

  /** Queries of an earlier version, or of another schema: each carries what it does in its name. */
  function dropped(names: readonly string[], wanted: ReadonlyMap<string, string>): Step[] {
    return names
      .filter((name) => name.startsWith(namePrefix) && !wanted.has(name))
      .map((name) => step(`DROP CONTINUOUS QUERY ${quoted(name)} ${on}`));
  }
}

/** `720h0m0s`, as SHOW RETENTION POLICIES says it; `0s` is for ever. */
export function secondsOf(duration: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) || forever;
}
