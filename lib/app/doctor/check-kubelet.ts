import { isIP } from 'node:net';
import { causes } from '../../errors/causes.ts';
import { kubeletRemedy } from '../../errors/kubelet-remedies.ts';
import { hostOf } from '../../util/url.ts';
import type { Target } from '../../model/run.ts';
import {
  answerOf,
  type KubeletProbe,
  kubeletFailure as trouble,
  wordsOf as words,
} from './kubelet-answer.ts';
import { showCertificate } from './server-certificate.ts';
import { type Finding, findingsOfNode } from './finding.ts';
import { tryTcp } from './probe-socket.ts';

/** Checks one kubelet in the order of a scrape; a failure ends the checks. */
export async function checkKubelet(target: Target, probe: KubeletProbe): Promise<Finding[]> {
  const findings: Finding[] = [];
  const isBad = (more: readonly Finding[]) => {
    findings.push(...more);
    return more.some(({ status }) => status === 'failed');
  };
  if (isBad([addressOf(target, probe)])) return forgiven(findings, target);
  if (probe.reach.access !== 'proxy' && isBad(await connectionOf(target, probe)))
    return forgiven(findings, target);
  const { outcome, report } = await probe.scrape(target);
  findings.push(...answerOf(target, outcome, report, probe));
  if (probe.reach.access === 'direct') findings.push(await readonlyPort(target, probe));
  return forgiven(findings, target);
}

/** A node that is not Ready is expected to fail, and does not count in a run. */
function forgiven(findings: readonly Finding[], { node }: Target): Finding[] {
  return findings.map((finding) =>
    node.isReady || finding.status !== 'failed'
      ? finding
      : { ...finding, status: 'warning', says: `${finding.says} (the node is not Ready)` },
  );
}

function addressOf({ node, origin, pathPrefix }: Target, { facts }: KubeletProbe): Finding {
  const { ok, failed } = findingsOfNode('address', node.name);
  if (origin !== undefined)
    return ok(`${origin}${pathPrefix}${node.isReady ? '' : ' (the node is not Ready)'}`);
  const addressList = node.addresses.map(({ type, address }) => `${type} ${address}`).join(', ');
  return failed(
    `${causes.no_address.what}: ${addressList || 'its status lists none'}`,
    trouble('no_address', '', facts),
  );
}

async function connectionOf(target: Target, probe: KubeletProbe): Promise<Finding[]> {
  const url = new URL(target.origin ?? '');
  const [host, port] = [hostOf(url), Number(url.port || 443)];
  const { facts, reach } = probe;
  const tcp = findingsOfNode('TCP', target.node.name);
  const failure = await tryTcp(host, port, deadlineOf(probe));
  if (failure) return [tcp.failed(words(failure), trouble(failure.cause, failure.detail, facts))];
  const reached = tcp.ok(`${host}:${port} is open`);
  if (reach.access === 'readonly') return [reached];
  return [reached, await certificateOf(target, host, port, probe)];
}

async function certificateOf(
  target: Target,
  host: string,
  port: number,
  probe: KubeletProbe,
): Promise<Finding> {
  const { facts, reach } = probe;
  const { ok, failed, warning } = findingsOfNode('TLS', target.node.name);
  const shown = await showCertificate(host, port, probe.secureContext, deadlineOf(probe));
  if (!shown.ok) return failed(words(shown), trouble(shown.cause, shown.detail, facts));
  const { chainFault, names, issuer, validTo, isFor } = shown.seen;
  const says = `for ${names}; issuer ${issuer}; valid until ${validTo}`;
  const fitting = chainFault
    ? []
    : [...(isFor(host) ? ['verify'] : []), ...(isFor(target.node.name) ? ['verify-name'] : [])];
  if (reach.tls === 'insecure')
    return warning(
      `${says}; not verified`,
      fitting[0] === undefined
        ? kubeletRemedy(chainFault?.cause ?? 'tls_name', '', facts)
        : `KUBELET_TLS=${fitting[0]} would verify it: whoever answers at that address gets the token now.`,
    );
  if (chainFault)
    return failed(
      `${causes[chainFault.cause].what} (${chainFault.detail}): ${says}`,
      trouble(chainFault.cause, chainFault.detail, facts),
    );
  if (fitting.includes(reach.tls)) return ok(`${says}; KUBELET_TLS=${reach.tls} verifies it`);
  const expectedName = reach.tls === 'verify' ? host : target.node.name;
  return failed(`${causes.tls_name.what} than ${expectedName}: ${says}`, {
    ...trouble('tls_name', '', facts),
    ...(fitting[0] === undefined ? {} : { remedy: `KUBELET_TLS=${fitting[0]} verifies it.` }),
  });
}

async function readonlyPort({ node, origin }: Target, probe: KubeletProbe): Promise<Finding> {
  const { ok, warning, skipped } = findingsOfNode('read-only port', node.name);
  const host = hostOf(new URL(origin ?? ''));
  const { readonlyPort: port } = probe.reach;
  const failure = await tryTcp(host, port, deadlineOf(probe));
  if (failure) return isIP(host) > 0 || failure.cause !== 'dns' ? ok('closed') : skipped(failure.detail);
  return warning(
    `${port} is open: anybody on the network reads its pods and statistics`,
    'Set readOnlyPort: 0 in the kubelet’s configuration.',
  );
}

function deadlineOf({ signal, facts }: KubeletProbe): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(facts.timeoutMs)]);
}
