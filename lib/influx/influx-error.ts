import { AppError, exitCodes } from '../errors/app-error.ts';
import { causes, type Failure } from '../errors/causes.ts';
import { influxRemedy } from '../errors/influx-remedies.ts';

/**
 * What keeps everything out of InfluxDB, with what mends it: exit code 2, the code `influxdb_` and the cause.
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
