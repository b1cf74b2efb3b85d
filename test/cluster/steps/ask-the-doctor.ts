import assert from 'node:assert/strict';
import { endOf, logsOf } from '../jobs.ts';
import type { World } from '../scenario.ts';

interface Job {
  readonly spec: { readonly template: { readonly spec: { readonly containers: { args: string[] }[] } } };
}

/** The doctor, run as the CronJob is run, finds that a scrape would work. */
export async function askTheDoctor(world: World): Promise<void> {
  const { kubectl, say } = world;
  const made = await kubectl([
    ...['-n', 'heapline', 'create', 'job', 'doctor', '--from=cronjob/heapline'],
    ...['--dry-run=client', '-o', 'json'],
  ]);
  const job = JSON.parse(made) as Job;
  for (const container of job.spec.template.spec.containers) container.args = ['doctor', '--json'];
  await kubectl(['apply', '-f', '-'], JSON.stringify(job));
  const exitCode = await endOf(world, 'doctor');
  const printed = await logsOf(world, 'doctor');
  const { findings } = JSON.parse(printed.slice(printed.indexOf('{\n'))) as {
    findings: { check: string; of: string; status: string; says: string }[];
  };
  const counts = Map.groupBy(findings, ({ status }) => status);
  const others = findings.filter(({ status }) => status !== 'ok');
  say(
    `doctor ends with ${exitCode}: ${[...counts].map(([status, of]) => `${of.length} ${status}`).join(', ')}${others.map((one) => `\n             ${JSON.stringify(one)}`).join('')}`,
  );
  assert.equal(exitCode, 0);
}
