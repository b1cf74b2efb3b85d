import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { loaderOf } from '../lib/config/load-config.ts';
import { serveRules } from '../lib/config/setting-rules.ts';
import { type ServeConfig, serveSettings } from '../lib/config/serve-settings.ts';
import { readSecret } from '../lib/http/secret-file.ts';
import { addFlags } from './flags.ts';
import { type Handler, handlerOf } from './http.ts';
import { listenUntilEnd } from './listening.ts';
import { reporterFor } from './reporter-for.ts';
import type { Shell } from './shell.ts';

const loadServeConfig = loaderOf('serve', serveSettings, serveRules);

/**
 * Adds `serve` to the program: a plain HTTP server that runs a scrape for each request, for Knative, Cloud
 * Run, OpenFaaS.
 */
export function addServe({ program, host, stderr, useReporter }: Shell): void {
  const command = program.command('serve').description('scrape at each POST, and answer with the report');
  addFlags(command, serveSettings);
  command.action(async (flags: Record<string, string>) => {
    const config = loadServeConfig(flags, host.environment);
    // Fails now, not at the first request, where the file cannot be read.
    tokenOf(config);
    const reporter = await reporterFor(config, stderr);
    useReporter(reporter);
    const handle = handlerOf(config, host, reporter, () => tokenOf(config));
    await listenUntilEnd(
      createServer(),
      { port: config.port, name: 'heapline' },
      host,
      reporter,
      (request, response) => answer(request, response, handle),
    );
  });
}

function tokenOf({ httpToken, httpTokenFile }: ServeConfig): string {
  return httpToken ?? readSecret('HTTP_TOKEN_FILE', httpTokenFile) ?? '';
}

/** Converts Node's HTTP to the Fetch API and back; request bodies are ignored. */
async function answer(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  handle: Handler,
): Promise<void> {
  // Invalid paths and methods end here.
  if (!/^\/(?!\/)/.test(url) || !['GET', 'HEAD', 'POST'].includes(method)) {
    response.writeHead(400).end();
    return;
  }
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
