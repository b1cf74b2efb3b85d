import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadServeConfig } from '../lib/config/load.ts';
import { type ServeConfig, serveSettings } from '../lib/config/serve-settings.ts';
import { readSecret } from '../lib/given-file.ts';
import { addFlags } from './flags.ts';
import { handlerOf } from './http.ts';
import { reporterFor } from './reporter-for.ts';
import type { Shell } from './shell.ts';

/** Adds `serve` to the program: a plain HTTP server that scrapes when it is asked to, for Knative, Cloud Run, OpenFaaS. */
export function addServe({ program, host, stderr, useReporter }: Shell): void {
  const command = program.command('serve').description('scrape at each POST, and answer with the report');
  addFlags(command, serveSettings);
  command.action(async (flags: Record<string, string>) => {
    const config = loadServeConfig(flags, host.environment);
    // A file that cannot be read is told now, and not to whoever asks first.
    tokenOf(config);
    const reporter = reporterFor(config, stderr);
    useReporter(reporter);
    const handle = handlerOf(config, host, reporter, () => tokenOf(config));
    const server = createServer((request, response) => {
      answer(request, response, handle).catch((error: unknown) => {
        reporter.failed(
          error instanceof Error ? (error.stack ?? error.message) : String(error),
          'Please report this.',
          'bug',
        );
        response.writeHead(500).end();
      });
    });
    server.requestTimeout = 30_000;
    const ended = new Promise<void>((resolve, reject) => server.once('close', resolve).once('error', reject));
    // The run that goes on ends early and is answered; then there is nobody left to answer. Without memory a new process is better.
    for (const signal of [host.interrupt, host.shortOfMemory])
      signal.addEventListener('abort', () => {
        server.close();
        server.closeIdleConnections();
      });
    server.listen(config.port, () => {
      const { port } = server.address() as AddressInfo;
      reporter.note(`Listening on port ${port}.`, { port });
    });
    await ended;
  });
}

function tokenOf({ httpToken, httpTokenFile }: ServeConfig): string {
  return httpToken ?? readSecret('HTTP_TOKEN_FILE', httpTokenFile) ?? '';
}

/** From Node's HTTP to the Fetch API and back; nobody needs what is in the body of a request. */
async function answer(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const { authorization } = headers;
  const answered = await handle(
    new Request(new URL(url, 'http://heapline'), {
      method,
      headers: authorization === undefined ? {} : { authorization },
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(await answered.text());
}
