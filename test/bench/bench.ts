import { parseArgs } from 'node:util';
import { program } from '../setup/run-heapline.ts';
import { benchReadBack } from './read-back.ts';
import { benchScrape } from './scrape.ts';

// `npm run bench`: what a scrape costs, and what it costs to read a large cluster back.
const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '100' },
    pods: { type: 'string', default: '30' },
    containers: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    metrics: { type: 'string', default: 'default' },
    // Of the cluster that is read back; its pods have one container.
    'read-nodes': { type: 'string', default: '5000' },
    // `scrape` or `read-back` alone.
    only: { type: 'string' },
    // The shipped bundle: k8s/base/bundle/loader.cjs, after `npm run build`.
    program: { type: 'string', default: program },
  },
});
if (values.only !== 'read-back') await benchScrape(values);
if (values.only !== 'scrape')
  await benchReadBack({
    nodes: Number(values['read-nodes']),
    pods: Number(values.pods),
    runs: Number(values.runs),
    program: values.program,
  });
