import { it } from 'node:test';
import { runHeapline } from '../setup/run-heapline.ts';
import { assertFrozen } from './golden.ts';

const commands = [
  [],
  ['scrape'],
  ['doctor'],
  ['setup-influx'],
  ['top'],
  ['top', 'pods'],
  ['metrics-api'],
  ['metrics-api', 'install'],
  ['heapster-api'],
  ['resize'],
  ['serve'],
];

it('the help of every command is the same as ever', async () => {
  const told: string[] = [];
  for (const command of commands) {
    const { stdout, stderr } = await runHeapline([...command, '--help'], {});
    told.push(`$ heapline ${[...command, '--help'].join(' ')}\n${stdout}${stderr}`);
  }
  assertFrozen('help.txt', told.join('\n'));
});
