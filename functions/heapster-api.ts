import { createServer } from 'node:http';
import { loaderOf } from '../lib/config/load-config.ts';
import { readingRules } from '../lib/config/setting-rules.ts';
import { heapsterApiSettings } from '../lib/config/heapster-api-settings.ts';
import { openHeapsterApi } from '../lib/app/heapster-api/open-heapster-api.ts';
import { addFlags } from './flags.ts';
import { listenUntilEnd } from './listening.ts';
import { reporterFor } from './reporter-for.ts';
import { sendAnswer } from './send-answer.ts';
import type { Shell } from './shell.ts';

const loadHeapsterApiConfig = loaderOf('heapster-api', heapsterApiSettings, readingRules);

/**
 * Adds `heapster-api` to the program: Heapster's API on port 8082, for kubectl up to 1.18 and Dashboard 1.x.
 */
export function addHeapsterApi({ program, host, stderr, useReporter }: Shell): void {
  const command = program
    .command('heapster-api')
    .description(
      'serve Heapster’s own HTTP from InfluxDB, to everybody who reaches it: for kubectl up to 1.18, Dashboard 1.x',
    );
  addFlags(command, heapsterApiSettings);
  command.action(async (flags: Record<string, string>) => {
    const config = loadHeapsterApiConfig(flags, host.environment);
    const reporter = await reporterFor(config, stderr);
    useReporter(reporter);
    reporter.warn('Heapster’s own HTTP knows no users: whoever reaches the port reads what every pod uses.');
    // On shutdown running requests are answered first; what they read from is closed after them.
    const end = new AbortController();
    const api = await openHeapsterApi(config, { ...host, interrupt: end.signal }, reporter);
    try {
      const options = { port: config.heapsterPort, name: 'Heapster’s own HTTP' };
      await listenUntilEnd(createServer(), options, host, reporter, async (request, response) => {
        request.resume();
        const { method = 'GET', url = '/' } = request;
        const isGood = ['GET', 'HEAD'].includes(method) && url.startsWith('/');
        await sendAnswer(isGood ? await api.answer(url) : notAllowed, method, response);
      });
    } finally {
      end.abort('the server has ended');
      await api.close();
    }
  });
}

const notAllowed = {
  status: 405,
  contentType: 'text/plain; charset=utf-8',
  body: '405: Method Not Allowed\n',
};
