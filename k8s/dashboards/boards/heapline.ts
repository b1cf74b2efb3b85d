import { exitCodes } from '../../../lib/errors/app-error.ts';
import type { Board } from '../shown.ts';
import { gauge, worst } from './numbers.ts';

const run = { measurement: 'heapline_run', of: ['shard'], by: [] };
const each = { measurement: 'heapline_run', of: ['shard'] };
const node = { measurement: 'heapline_node', of: ['node'], where: { node: '$node' }, legend: '[[tag_node]]' };

const wordsOfCodes = {
  [exitCodes.done]: 'done',
  [exitCodes.bug]: 'bug',
  [exitCodes.configuration]: 'configuration',
  [exitCodes.discovery]: 'no nodes',
  [exitCodes.tooFewNodes]: 'too few nodes',
  [exitCodes.pointsLost]: 'points lost',
};

export const heaplineBoard: Board = {
  uid: 'heapline-itself',
  title: 'heapline itself',
  description: 'The runs: who answered, what was written, what it cost.',
  variables: ['node'],
  rows: [
    {
      title: 'Runs',
      panels: [
        {
          title: 'Last run',
          kind: 'number',
          unit: 'none',
          limits: [1, 2],
          words: wordsOfCodes,
          shown: [worst('exit_code', { ...each, legend: 'exit code [[tag_shard]]' })],
        },
        {
          title: 'Nodes that answered',
          kind: 'number',
          unit: 'none',
          shown: [gauge('nodes_up', { ...run, legend: 'up' })],
        },
        {
          title: 'Nodes that did not',
          kind: 'number',
          unit: 'none',
          limits: [1, 2],
          shown: [worst('nodes_failed', { ...run, legend: 'failed' })],
        },
        {
          title: 'Points lost',
          kind: 'number',
          unit: 'none',
          limits: [1, 2],
          shown: [worst('points_lost', { ...run, legend: 'lost' })],
        },
        {
          title: 'Points refused',
          kind: 'number',
          unit: 'none',
          limits: [1, 2],
          shown: [worst('points_refused', { ...run, legend: 'refused' })],
        },
        { title: 'Pods', kind: 'number', unit: 'none', shown: [gauge('pods', { ...run, legend: 'pods' })] },
        {
          title: 'Length of a run',
          kind: 'lines',
          unit: 'ms',
          shown: [gauge('duration_ms', { ...each, legend: 'duration [[tag_shard]]' })],
        },
        {
          title: 'CPU of a run',
          kind: 'lines',
          unit: 's',
          shown: [gauge('cpu_seconds', { ...run, legend: 'CPU seconds' })],
        },
        {
          title: 'Memory of a run',
          kind: 'lines',
          unit: 'bytes',
          shown: [worst('peak_rss_bytes', { ...each, legend: 'peak RSS [[tag_shard]]' })],
        },
        {
          title: 'Written',
          kind: 'lines',
          unit: 'none',
          shown: [
            gauge('points_written', { ...run, legend: 'points' }),
            gauge('values', { ...run, legend: 'values' }),
            worst('write_retries', { ...run, legend: 'requests sent again' }),
          ],
        },
      ],
    },
    {
      title: 'Nodes',
      panels: [
        {
          title: 'Answered',
          kind: 'lines',
          unit: 'none',
          most: 1,
          shown: [worst('up', node, 'min')],
        },
        {
          title: 'Age of the newest sample',
          kind: 'lines',
          unit: 'ms',
          limits: [60_000, 180_000],
          description: 'It grows when a kubelet answers and its numbers stand still.',
          shown: [worst('newest_sample_age_ms', node)],
        },
        { title: 'Time to answer', kind: 'lines', unit: 'ms', shown: [gauge('duration_ms', node)] },
        {
          title: 'Why not, newest',
          kind: 'table',
          unit: 'none',
          description: 'TROUBLESHOOTING.md says what mends each cause.',
          shown: [{ ...gauge('cause', node), isNewest: true }],
        },
      ],
    },
  ],
};
