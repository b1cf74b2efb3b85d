import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configurationError } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { reportError } from './tell-error.ts';

const requestTimeoutMs = 30_000;
// Clients that read nothing for so long are disconnected; a run of `serve` is silent for up to a minute.
const silenceMs = 120_000;
const lastAnswersMs = 25_000;
// Longer than clients keep idle connections: they should close them first.
const keepAliveMs = 120_000;

/**
 * Listens until shutdown, or until the heap is nearly full: then a new process is better. Running requests
 * are answered; idle connections are closed.
 *
 * @param answer handles a request; an error is a bug, and answered with 500
 * @throws AppError exit code 2 where the port is not available
 */
export async function listenUntilEnd(
  server: Server,
  options: { readonly port: number; readonly name: string },
  { interrupt, shortOfMemory }: Pick<Host, 'interrupt' | 'shortOfMemory'>,
  reporter: Reporter,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<void> {
  let answering = 0;
  let isOver = false;
  server.requestTimeout = requestTimeoutMs;
  server.timeout = silenceMs;
  server.keepAliveTimeout = keepAliveMs;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering++;
    response.once('close', () => {
      answering--;
      if (isOver && answering === 0) server.closeAllConnections();
    });
    answer(request, response).catch((error: unknown) => {
      reportError(error, reporter);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const ended = new Promise<void>((resolve, reject) =>
    server.once('close', resolve).once('error', (error) => reject(notListening(error, options.port))),
  );
  const end = () => {
    isOver = true;
    server.close();
    if (answering > 0) server.closeIdleConnections();
    else server.closeAllConnections();
    setTimeout(() => server.closeAllConnections(), lastAnswersMs).unref();
  };
  for (const signal of [interrupt, shortOfMemory]) {
    if (signal.aborted) return;
    signal.addEventListener('abort', end);
  }
  server.listen(options.port, () => {
    const { port } = server.address() as AddressInfo;
    reporter.note(`${options.name} is listening on port ${port}.`, { port });
  });
  await ended;
}

function notListening(error: Error, port: number): Error {
  if (!('syscall' in error) || error.syscall !== 'listen') return error;
  return configurationError(
    `heapline cannot listen on port ${port}: ${error.message}.`,
    'End what listens there, or choose another port.',
    error,
  );
}
