import { readFileSync } from 'node:fs';
import { configurationError } from '../errors/app-error.ts';

/** A secret from the file that a setting names, without the line end that editors add. @throws AppError exit code 2 */
export function readSecret(variable: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : readFileOf(variable, file).toString('utf8').trim();
}

/** @throws AppError exit code 2, which names the variable that gave the path */
export function readFileOf(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw configurationError(
      `${variable}=${file} could not be read: ${cause instanceof Error ? cause.message : ''}`,
      'Check the path and who may read it; in a pod, that the Secret is mounted there.',
      cause,
    );
  }
}
