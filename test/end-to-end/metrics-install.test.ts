import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { problemOf } from '../../lib/app/metrics-api/serving-certificate.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { authority } from '../simulator/certificates.ts';
import { installer, nobody, type Simulator, startSimulator } from '../simulator/simulator.ts';

const secretPath = '/api/v1/namespaces/heapline/secrets/heapline-metrics-api';
const servicePath = (version: string) =>
  `/apis/apiregistration.k8s.io/v1/apiservices/${version}.metrics.k8s.io`;
const name = 'heapline-metrics-api.heapline.svc';

describe('heapline metrics-api install', () => {
  let simulator: Simulator;
  const install = (args: readonly string[] = [], account = installer, more: Record<string, string> = {}) =>
    runHeapline(['metrics-api', 'install', ...args], { KUBECONFIG: simulator.kubeconfig(account), ...more });
  const specOf = (version: string) => (simulator.applied.get(servicePath(version)) as { spec: Spec }).spec;
  const secret = () => {
    const { data } = simulator.applied.get(secretPath) as { data: Record<string, string> };
    const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString();
    return { cert: text('tls.crt'), key: text('tls.key'), ca: text('ca.crt') };
  };

  before(async () => {
    simulator = await startSimulator({ nodes: 1, podsPerNode: 1 });
  });
  after(() => simulator.close());

  it('makes a certificate; both APIServices lead to the Service and trust its authority', async () => {
    const { code, stdout, stderr } = await install();
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      'secret/heapline-metrics-api made (there was none)\napiservice/v1.metrics.k8s.io made\napiservice/v1beta1.metrics.k8s.io made\n',
    );
    assert.equal(problemOf(secret(), [name]), undefined);
    const { keyUsage, ca } = new X509Certificate(secret().cert);
    assert.deepEqual([ca, keyUsage], [false, ['1.3.6.1.5.5.7.3.1']]);
    for (const [version, versionPriority] of [
      ['v1', 200],
      ['v1beta1', 100],
    ] as const)
      assert.deepEqual(specOf(version), {
        group: 'metrics.k8s.io',
        version,
        groupPriorityMinimum: 100,
        versionPriority,
        service: { namespace: 'heapline', name: 'heapline-metrics-api', port: 443 },
        caBundle: Buffer.from(secret().ca).toString('base64'),
        insecureSkipTLSVerify: false,
      });
  });

  it('done again it changes nothing', async () => {
    const before = secret();
    assert.equal(
      (await install()).stdout,
      'secret/heapline-metrics-api is good\napiservice/v1.metrics.k8s.io is right\napiservice/v1beta1.metrics.k8s.io is right\n',
    );
    assert.deepEqual(secret(), before);
  });

  it('--renew makes another token, and the old one is still valid', async () => {
    const before = secret();
    assert.match((await install(['--renew'])).stdout, /made \(as was asked for\)/);
    assert.notEqual(secret().cert, before.cert);
    const bundle = Buffer.from(specOf('v1').caBundle, 'base64').toString();
    assert.ok(bundle.includes(before.ca.trim()) && bundle.startsWith(secret().ca.slice(0, 100)));
    assert.match((await install()).stdout, /is good/);
  });

  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const ours = { labels: { 'app.kubernetes.io/part-of': 'heapline' } };
  const put = (metadata: object, { cert, key }: { cert: string; key: string }, ca?: string) =>
    simulator.applied.put(secretPath, {
      metadata,
      data: {
        'tls.crt': encoded(cert),
        'tls.key': encoded(key),
        ...(ca === undefined ? {} : { 'ca.crt': encoded(ca) }),
      },
    });

  for (const [title, data, words] of [
    [
      'of another Service',
      () => simulator.authority.sign('other', ['other.heapline.svc']),
      /it is for another Service/,
    ],
    ['that ends soon', () => simulator.authority.sign('x', [name], 20), /it ends soon/],
    ['that is none', () => Promise.resolve({ cert: 'x', key: 'y' }), /it holds no certificate/],
  ] as const)
    it(`its own certificate ${title} is made anew`, async () => {
      put(ours, await data(), simulator.authority.cert);
      assert.match((await install()).stdout, words);
      assert.equal(problemOf(secret(), [name]), undefined);
    });

  it('somebody else’s certificate is used as it is, also when it ends soon or its authority comes second', async () => {
    const other = await authority('other');
    const pair = await simulator.authority.sign('x', [name], 7);
    put({}, pair, other.cert + simulator.authority.cert);
    const { code, stdout } = await install();
    assert.equal(code, 0);
    assert.match(stdout, /^secret\/heapline-metrics-api is somebody else’s, and is used\n/);
    assert.equal(secret().cert, pair.cert);
    assert.equal(specOf('v1').caBundle, encoded(other.cert + simulator.authority.cert));
  });

  it('another owner’s Secret with an invalid certificate is left unchanged, and an error', async () => {
    const pair = await simulator.authority.sign('x', [name]);
    put({}, pair);
    const { code, stderr } = await install(['--renew']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /was not made by heapline, and does not serve: it held no certificate, key and authority/,
    );
    assert.equal(secret().cert, pair.cert);
    put(ours, pair, simulator.authority.cert);
  });

  it('leaves another’s APIService unchanged and says so; --force takes it over', async () => {
    const foreign = {
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        insecureSkipTLSVerify: true,
        service: { namespace: 'kube-system', name: 'metrics-server', port: 443 },
      },
    };
    simulator.applied.put(servicePath('v1beta1'), foreign);
    const { code, stdout, stderr } = await install(['--renew']);
    assert.equal(code, 2);
    assert.match(stdout, /^secret\/heapline-metrics-api made.*\napiservice\/v1.metrics.k8s.io changed\n$/);
    assert.match(
      stderr,
      /v1beta1.metrics.k8s.io belongs to the Service kube-system\/metrics-server.*--force/s,
    );
    assert.deepEqual(simulator.applied.get(servicePath('v1beta1')), foreign);
    assert.equal(specOf('v1').caBundle, encoded(secret().ca));
    assert.equal((await install(['--force'])).code, 0);
    assert.deepEqual(specOf('v1beta1').service, {
      namespace: 'heapline',
      name: 'heapline-metrics-api',
      port: 443,
    });
    assert.equal(specOf('v1beta1').insecureSkipTLSVerify, false);
  });

  it('without the right it names the rule', async () => {
    const { code, stderr } = await install([], nobody);
    assert.equal(code, 3);
    assert.match(stderr, /apiGroups: \["apiregistration.k8s.io"\], resources: \["apiservices"\]/);
  });
});

interface Spec {
  readonly caBundle: string;
  readonly service: object;
  readonly insecureSkipTLSVerify: boolean;
}
