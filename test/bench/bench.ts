import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { alignColumns } from '../../lib/util/align-columns.ts';
import { benchColdStart } from './cold-start.ts';
import { type Figures, tableOf } from './figures.ts';
import { benchGroups } from './groups.ts';
import { compared, entryOf, readHistory, save } from './history.ts';
import { draw } from './picture.ts';
import { benchReadBack } from './read-back.ts';
import { scenarios } from './scenarios.ts';
import { benchScrape } from './scrape.ts';
import { shippedPrograms } from './shipped.ts';
import { benchStages } from './stages.ts';

// `npm run bench`: what a start, a scrape and each of its stages cost, beside a floor that is measured in the same run.
const parts = ['cold-start', 'stages', 'scrape', 'groups', 'read-back'];
const { values } = parseArgs({
  options: {
    // Some of these, separated by commas.
    only: { type: 'string', default: parts.join() },
    // Scrapes whose name holds this.
    scenario: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    // Beside the last that was saved: what got worse by more than noise is named.
    compare: { type: 'boolean', default: false },
    // Into history.json, and the picture in README.
    save: { type: 'boolean', default: false },
    // Of the cluster that is read back.
    'read-nodes': { type: 'string', default: '5000' },
  },
});
const runs = Number(values.runs);
const wanted = values.only.split(',');
if (!wanted.every((part) => parts.includes(part))) throw new Error(`--only takes ${parts.join(', ')}.`);
const wants = (part: string) => wanted.includes(part);

console.log(`Node ${process.versions.node}, ${cpus().length} cores, ${runs} runs; pods have one container`);
const programs = await shippedPrograms();
const benches: Record<string, Figures> = {};
const tell = (name: string, figures: Figures) => {
  benches[name] = figures;
  console.log(tableOf(name, figures));
};
try {
  if (wants('cold-start')) tell('cold start: one node, null sink', await benchColdStart(programs, 3 * runs));
  if (wants('stages')) tell('stages: CPU µs for a pod', benchStages(3 * runs));
  if (wants('scrape'))
    for (const scenario of scenarios)
      if (scenario.name.includes(values.scenario))
        tell(scenario.name, await benchScrape(scenario, programs, scenario.nodes > 1000 ? 1 : runs));
  if (wants('groups')) console.log(`\n${alignColumns(await benchGroups(programs, 2))}`);
  if (wants('read-back'))
    await benchReadBack({
      nodes: Number(values['read-nodes']),
      pods: 30,
      runs,
      program: programs.withRecord,
    });
} finally {
  programs.close();
}
const entry = entryOf(benches, new Date().toISOString().slice(0, 10));
const before = readHistory().at(-1);
if (values.compare && before)
  console.log(`\nbeside ${before.date}, ${before.cpu}\n${alignColumns(compared(entry, before))}`);
if (values.save) draw(save(entry), new URL('latest.svg', import.meta.url));
