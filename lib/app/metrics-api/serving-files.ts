import { repeatUntilAborted } from '../../util/repeat.ts';
import type { MetricsApiConfig } from '../../config/metrics-api-settings.ts';
import { AppError, sentencesOf } from '../../errors/app-error.ts';
import { readFileOf } from '../../http/secret-file.ts';
import type { Host } from '../../model/host.ts';
import type { Reporter } from '../../report/reporter.ts';
import { warnOnce } from '../../report/warn-once.ts';
import { secureContextOf } from '../../wiring/tls.ts';

interface Pair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const reloadEveryMs = 10_000;

/**
 * The serving certificate and its key. The files are read again regularly, so that a renewed certificate is
 * used; an invalid one is only logged.
 *
 * @throws AppError exit code 2 where the first ones cannot be used
 */
export function followServingPair(
  config: Pick<MetricsApiConfig, 'metricsCertFile' | 'metricsKeyFile'>,
  { interrupt: signal }: Pick<Host, 'interrupt'>,
  reporter: Reporter,
  onChange: () => void,
): { readonly current: () => Pair } {
  let current = read(config);
  const warn = warnOnce(reporter);
  const reload = () => {
    const next = read(config);
    if (next.cert.equals(current.cert) && next.key.equals(current.key)) return;
    current = next;
    reporter.note('The serving certificate was renewed.');
    onChange();
  };
  void repeatUntilAborted(signal, () => {
    try {
      reload();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      warn(`The serving certificate stays the one that it was: ${sentencesOf(error)}`);
    }
    return Promise.resolve(reloadEveryMs);
  });
  return { current: () => current };
}

function read({
  metricsCertFile = '',
  metricsKeyFile = '',
}: Pick<MetricsApiConfig, 'metricsCertFile' | 'metricsKeyFile'>): Pair {
  const cert = readFileOf('METRICS_CERT_FILE', metricsCertFile);
  const key = readFileOf('METRICS_KEY_FILE', metricsKeyFile);
  secureContextOf('METRICS_CERT_FILE and METRICS_KEY_FILE', { cert, key });
  return { cert, key };
}
