import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../lib/config/scrape-settings.ts';
import { AppError, type ExitCode } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import { runFigures } from '../lib/report/run-figures.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import type { RunReport } from '../lib/model/run.ts';
import { scrapeAndTell } from './scrape-once.ts';
import { reportError } from './tell-error.ts';

export type Handler = (request: Request) => Promise<Response>;

/**
 * heapline as a Fetch API handler: `POST /` with the bearer token runs one scrape and returns its report, 200
 * for exit code 0, else 500; 409 while a run is in progress. `GET /healthz` needs no token.
 *
 * @param token read at every request, so that a rotated token is used
 */
export function handlerOf(config: Config, host: Host, reporter: Reporter, token: () => string): Handler {
  let isRunning = false;
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return allowed(request, ['GET', 'HEAD']) ?? new Response('ok\n');
    if (pathname !== '/') return answer(404, { message: 'There is POST / and GET /healthz.' });
    return allowed(request, ['POST']) ?? unauthorized(request, token, reporter) ?? (await alone());
  };

  async function alone(): Promise<Response> {
    if (isRunning) return answer(409, { message: 'A run is going on: ask again when it is done.' });
    isRunning = true;
    try {
      return await scraped(config, host, reporter);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reportError(error, reporter);
      const { message, code, remedy, exitCode } = error;
      return answer(500, { exitCode, code, message, remedy });
    } finally {
      isRunning = false;
    }
  }
}

async function scraped(config: Config, host: Host, reporter: Reporter): Promise<Response> {
  const { run, exitCode } = await scrapeAndTell(config, hostOfRun(host), reporter);
  return answer(exitCode === 0 ? 200 : 500, reportOf(run, exitCode));
}

function reportOf(run: RunReport, exitCode: ExitCode): object {
  const failures = run.nodes.flatMap(({ node, url, failure }) =>
    failure
      ? [{ node: node.name, url, cause: failure.cause, message: failure.sentence, remedy: failure.remedy }]
      : [],
  );
  return { exitCode, ...runFigures(run), failures };
}

/** The usage of one run in a long-lived process; derived signals, so that no listener stays. */
function hostOfRun(host: Host): Host {
  const before = host.usage().cpuSeconds;
  return {
    ...host,
    interrupt: AbortSignal.any([host.interrupt]),
    shortOfMemory: AbortSignal.any([host.shortOfMemory]),
    usage: () => {
      const { cpuSeconds, peakRssBytes } = host.usage();
      return { cpuSeconds: cpuSeconds - before, peakRssBytes };
    },
  };
}

function allowed({ method }: Request, methods: readonly string[]): Response | undefined {
  if (methods.includes(method)) return undefined;
  return answer(405, { message: `${method} is not for this path.` }, { allow: methods.join(', ') });
}

/** A caller without the token learns nothing, not even that it could not be read. */
function unauthorized({ headers }: Request, token: () => string, reporter: Reporter): Response | undefined {
  const given = /^Bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  let expected: string;
  try {
    expected = token();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    reportError(error, reporter);
    return answer(503, { message: 'heapline cannot tell who may ask: see its log.' });
  }
  if (expected !== '' && timingSafeEqual(digest(given), digest(expected))) return undefined;
  return answer(401, { message: 'Show HTTP_TOKEN as a bearer token.' }, { 'www-authenticate': 'Bearer' });
}

/** Equal lengths, for the comparison. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}
