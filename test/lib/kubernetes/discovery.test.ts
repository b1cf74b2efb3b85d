import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { after, before, describe, it } from 'node:test';
import { findCredentials } from '../../../lib/kubernetes/kubeconfig.ts';
import { listNodes } from '../../../lib/kubernetes/list-nodes.ts';
import { AppError } from '../../../lib/errors/app-error.ts';
import { freePort } from '../../setup/processes.ts';
import { runHeapline } from '../../setup/run-heapline.ts';
import { connectBy, patient } from '../../setup/connection.ts';
import { kubeconfigText } from '../../simulator/kubeconfig.ts';
import { scraper, type Simulator, startSimulator } from '../../simulator/simulator.ts';

const none = new Set<string>();
const closedPort = await freePort();

describe('discovery', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ nodes: 3, podsPerNode: 1 });
  });
  after(() => simulator.close());

  const write = (name: string, text: string) => {
    const file = join(simulator.folder, name);
    writeFileSync(file, text);
    return file;
  };

  const names = async (
    kubeconfig: string | undefined,
    selector?: string,
    kubeContext?: string,
    root?: string,
  ) => {
    const connection = await connectBy(kubeconfig, { kubeContext, root });
    try {
      return (await listNodes(connection, selector, none, patient(500))).map(({ name }) => name);
    } finally {
      await connection.close();
    }
  };
  const all = ['node-1', 'node-2', 'node-3'];

  it('by a token', async () => assert.deepEqual(await names(simulator.kubeconfig()), all));

  it('by a client certificate', async () => {
    const keyPair = await simulator.authority.sign(scraper.user);
    const text = kubeconfigText(simulator.server, simulator.authority.cert, scraper, { keyPair });
    assert.deepEqual(await names(write('by-certificate', text)), all);
  });

  it('by an exec plugin', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: scraper.token },
    };
    const plugin = write('plugin.cjs', `console.log(${JSON.stringify(JSON.stringify(credential))})`);
    const exec = [process.execPath, plugin] as const;
    const text = kubeconfigText(simulator.server, simulator.authority.cert, scraper, { exec });
    assert.deepEqual(await names(write('by-exec', text)), all);
  });

  it('by the service account of a pod', async () => {
    const folder = join(simulator.folder, 'root/var/run/secrets/kubernetes.io/serviceaccount');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'token'), scraper.token);
    writeFileSync(join(folder, 'ca.crt'), simulator.authority.cert);
    const { hostname, port } = new URL(simulator.server);
    Object.assign(process.env, { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port });
    const root = join(simulator.folder, 'root');
    assert.equal(
      (await findCredentials({ kubeconfig: undefined, kubeContext: undefined }, root)).isInCluster,
      true,
    );
    assert.deepEqual(await names(undefined, undefined, undefined, root), all);
  });

  it('by the kubeconfigs of a list that are there, as kubectl does', async () =>
    assert.deepEqual(await names(['/nowhere', simulator.kubeconfig()].join(delimiter)), all));

  it('only the nodes that the selector names', async () => {
    assert.deepEqual(await names(simulator.kubeconfig(), 'pool=even'), ['node-1', 'node-3']);
  });

  for (const [title, act, exitCode, words] of [
    [
      'a selector that matches nothing',
      () => names(simulator.kubeconfig(), 'pool=none'),
      3,
      'NODE_SELECTOR=pool=none',
    ],
    ['a file that is not there', () => names('/nowhere'), 2, '/nowhere'],
    [
      'a context that is not there',
      () => names(simulator.kubeconfig(), undefined, 'other'),
      2,
      'KUBE_CONTEXT is "other"',
    ],
    ['a token that nobody knows', () => names(withToken('wrong')), 3, 'it does not know who asks: 401'],
    [
      'an account that the server was never told of',
      () => names(simulator.kubeconfig({ ...scraper, token: 'x', rights: [] })),
      3,
      '401',
    ],
    [
      'a token over plain http',
      () => names(write('plain', kubeconfigText('http://127.0.0.1:1', '', scraper, { token: 'x' }))),
      2,
      'never leaves over http',
    ],
    ...(
      [
        [
          'an address with a password in it',
          { server: 'https://user:hunter2@10.0.0.1:6443' },
          'has a user or a password in it (it is not shown)',
        ],
        ['an address without a scheme', { server: '10.0.0.1:6443' }, 'is no URL of http or https'],
        [
          'a proxy-url that no proxy has',
          { 'proxy-url': 'http://u:%zz@proxy' },
          'not the URL of an HTTP proxy',
        ],
      ] as const
    ).map(
      ([title, cluster, words]) =>
        [title, () => names(write(title.replaceAll(' ', '-'), changed(cluster, {}))), 2, words] as const,
    ),
    [
      'a client certificate that is none',
      () =>
        names(
          write(
            'no-pem',
            changed(
              {},
              { 'client-certificate-data': base64('garbage'), 'client-key-data': base64('garbage') },
            ),
          ),
        ),
      2,
      'A certificate or key of the kubeconfig cannot be used',
    ],
    [
      'a token that no header can carry',
      () => names(write('odd-token', changed({}, { token: 'two\nlines' }))),
      2,
      'holds a character that no HTTP header can carry',
    ],
    [
      'a server that is not there',
      () =>
        names(
          write(
            'gone',
            kubeconfigText(`https://127.0.0.1:${closedPort}`, simulator.authority.cert, scraper, {
              token: 'x',
            }),
          ),
        ),
      3,
      'ECONNREFUSED',
    ],
  ] as const)
    it(`${title}: exit code ${exitCode} and a sentence`, async () => {
      const error: unknown = await act().catch((reason: unknown) => reason);
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.exitCode, exitCode);
      assert.ok(error.message.includes(words), error.message);
      assert.ok(error.remedy.length > 10);
    });

  it('a kubeconfig that does not verify the server is a loud choice', async () => {
    const file = write(
      'unverified',
      kubeconfigText(simulator.server, 'insecure', scraper, { token: scraper.token }),
    );
    const ran = await runHeapline(['scrape', '--dry-run'], {
      KUBECONFIG: file,
      KUBELET_ACCESS: 'direct',
      KUBELET_TLS: 'insecure',
    });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /insecure-skip-tls-verify: whoever answers .* gets the token/);
  });

  for (const [title, text] of [
    [
      'a line out of place',
      'apiVersion: v1\nusers:\n- name: u\n  user:\n    token: SUPERSECRET\n   bad: [\n',
    ],
    [
      'a quote without its end',
      'apiVersion: v1\nusers:\n- name: u\n  user:\n    token: "SUPERSECRET\n    x: y\n',
    ],
  ] as const)
    it(`a kubeconfig with ${title} is refused without quoting what stands around it`, async () => {
      const error: unknown = await names(write('broken', text)).catch((reason: unknown) => reason);
      assert.ok(error instanceof AppError);
      assert.equal(error.exitCode, 2);
      assert.ok(!inspect(error, { depth: 9 }).includes('SUPERSECRET'), inspect(error));
    });

  it('a plugin that fails is not quoted: it may have printed the credential', async () => {
    const plugin = write(
      'failing.cjs',
      'console.log("SUPERSECRET"); console.error("SUPERSECRET"); process.exit(1)',
    );
    const exec = [process.execPath, plugin] as const;
    const text = kubeconfigText(simulator.server, simulator.authority.cert, scraper, { exec });
    const error: unknown = await names(write('failing', text)).catch((reason: unknown) => reason);
    assert.ok(error instanceof AppError);
    assert.equal(error.exitCode, 2);
    assert.ok(!inspect(error, { depth: 9 }).includes('SUPERSECRET'), inspect(error));
  });

  /** A kubeconfig with something else in it. */
  function changed(cluster: object, user: object): string {
    const config = JSON.parse(
      kubeconfigText(simulator.server, simulator.authority.cert, scraper, { token: scraper.token }),
    ) as { clusters: { cluster: object }[]; users: { user: object }[] };
    Object.assign(config.clusters[0]!.cluster, cluster);
    Object.assign(config.users[0]!.user, user);
    return JSON.stringify(config);
  }

  function withToken(token: string): string {
    return write(
      `token-${token}`,
      kubeconfigText(simulator.server, simulator.authority.cert, scraper, { token }),
    );
  }
});

it('nodes come in pages of 500, and every one of them', async () => {
  const simulator = await startSimulator({ nodes: 1201, podsPerNode: 0 });
  try {
    const connection = await connectBy(simulator.kubeconfig());
    const nodes = await listNodes(connection, undefined, none, patient(20_000));
    await connection.close();
    assert.equal(new Set(nodes.map(({ name }) => name)).size, 1201);
    assert.equal(simulator.takeListCount(), 3);
    const { cpuMillicores, memoryBytes } = nodes[0]!.facts.allocatable;
    assert.deepEqual([cpuMillicores, memoryBytes], [4000, 15 * 2 ** 30]);
  } finally {
    simulator.close();
  }
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
