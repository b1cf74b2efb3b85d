import { AppError, exitCodes } from '../errors/app-error.ts';
import { causes, type Failure } from '../errors/causes.ts';
import { influxRemedy } from '../errors/influx-remedies.ts';

/**
 * The error where InfluxDB takes no line at all: exit code 2, code `influxdb_` and the cause.
 *
 * @param destination the database or bucket, as `database "k8s"`
 */
export function influxError(url: string, { cause, detail }: Failure, destination: string): AppError {
  return new AppError(`InfluxDB at ${url}: ${causes[cause].what}: ${detail}.`, {
    code: `influxdb_${cause}`,
    remedy: influxRemedy(cause, detail, destination),
    exitCode: exitCodes.configuration,
  });
}
