import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { listen } from '../simulator/listen.ts';

/**
 * A stand-in for the management API of InfluxDB 2.x, which neither Debian nor npm has: written from its documentation
 * (https://docs.influxdata.com/influxdb/v2/api/v2/), strict about what it takes. It stores, and does nothing else.
 */
export interface StandIn {
  readonly url: string;
  readonly buckets: { id: string; orgID: string; name: string; retentionRules: unknown[] }[];
  readonly mappings: {
    id: string;
    database: string;
    bucketID: string;
    default: boolean;
    virtual?: boolean;
  }[];
  readonly tasks: { id: string; name: string; flux: string }[];
  /** Every request that changed something, as `METHOD path`. */
  readonly changes: string[];
  readonly close: () => void;
}

export const standInToken = 'all-access';
/** A token that may read, and change nothing. */
export const standInReadToken = 'read-token';
export const standInOrg = { id: '00000000000000aa', name: 'infra' };

const rules = z.array(z.strictObject({ type: z.literal('expire'), everySeconds: z.int().nonnegative() }));
const bodies = {
  'POST /api/v2/buckets': z.strictObject({
    orgID: z.literal(standInOrg.id),
    name: z.string().min(1),
    retentionRules: rules,
  }),
  'PATCH /api/v2/buckets': z.strictObject({ retentionRules: rules }),
  'POST /api/v2/dbrps': z.strictObject({
    orgID: z.literal(standInOrg.id),
    bucketID: z.string().length(16),
    database: z.string().min(1),
    retention_policy: z.string().min(1),
    default: z.boolean(),
  }),
  'POST /api/v2/tasks': z.strictObject({ orgID: z.literal(standInOrg.id), flux: z.string() }),
  'PATCH /api/v2/tasks': z.strictObject({ flux: z.string() }),
};

export async function startInfluxDb2StandIn(): Promise<StandIn> {
  const standIn = { buckets: [], mappings: [], tasks: [], changes: [] } as unknown as StandIn;
  const server = await listen('127.0.0.1', 0, undefined, (request, response) => {
    void answer(standIn, request, response);
  });
  return Object.assign(standIn, { url: `http://127.0.0.1:${server.port}`, close: server.close });
}

let ids = 0;
const newId = () => (++ids).toString(16).padStart(16, '0');

type Reply = readonly [status: number, body: object];

async function answer(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', headers } = request;
  const url = new URL(request.url ?? '/', 'http://stand-in');
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const mayWrite = headers.authorization === `Token ${standInToken}`;
  const [status, body] =
    !mayWrite && headers.authorization !== `Token ${standInReadToken}`
      ? refusal(401, 'unauthorized', 'unauthorized access')
      : method === 'GET'
        ? found(standIn, url)
        : mayWrite
          ? changed(standIn, method, url, text)
          : refusal(403, 'forbidden', 'insufficient permissions');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refusal(status: number, code: string, message: string): Reply {
  return [status, { code, message }];
}

function found({ buckets, mappings, tasks }: StandIn, { pathname, searchParams }: URL): Reply {
  const name = searchParams.get('name');
  if (pathname === '/api/v2/orgs')
    return searchParams.get('org') === standInOrg.name
      ? [200, { orgs: [standInOrg] }]
      : refusal(404, 'not found', 'organization not found');
  if (searchParams.get('orgID') !== standInOrg.id) return refusal(400, 'invalid', 'orgID is missing');
  if (pathname === '/api/v2/buckets') return [200, { buckets: buckets.filter((one) => one.name === name) }];
  if (pathname === '/api/v2/tasks') return [200, { tasks: tasks.filter((one) => one.name === name) }];
  if (pathname === '/api/v2/dbrps')
    return [200, { content: mappings.filter((one) => one.database === searchParams.get('db')) }];
  return refusal(404, 'not found', 'path not found');
}

function changed(standIn: StandIn, method: string, { pathname }: URL, text: string): Reply {
  const [, , , resource = '', id] = pathname.split('/');
  const schema = (bodies as Record<string, z.ZodType>)[`${method} /api/v2/${resource}`];
  const parsed = schema?.safeParse(JSON.parse(text));
  if (!parsed) return refusal(404, 'not found', 'path not found');
  if (!parsed.success) return refusal(400, 'invalid', z.prettifyError(parsed.error));
  standIn.changes.push(`${method} ${pathname}`);
  const body = parsed.data as { name: string; flux: string; database: string; retentionRules: unknown[] };
  if (method === 'PATCH') {
    const known = [...standIn.buckets, ...standIn.tasks].find((one) => one.id === id);
    return known ? [200, Object.assign(known, body)] : refusal(404, 'not found', `${resource} not found`);
  }
  if (resource === 'buckets') {
    const bucket = { id: newId(), ...body, orgID: standInOrg.id };
    standIn.buckets.push(bucket);
    // As in 2.x, InfluxQL finds a bucket by its name by default.
    const mapping = { id: newId(), database: body.name, bucketID: bucket.id, default: true, virtual: true };
    standIn.mappings.push(mapping);
    return [201, bucket];
  }
  if (resource === 'dbrps') {
    const mapping = { id: newId(), bucketID: '', default: true, ...body };
    standIn.mappings.push(mapping);
    return [201, mapping];
  }
  const name = /option task = \{name: "([^"]*)"/.exec(body.flux)?.[1];
  if (name === undefined) return refusal(400, 'invalid', 'option task is missing a name');
  const task = { id: newId(), name, flux: body.flux };
  standIn.tasks.push(task);
  return [201, task];
}
