import { readFileSync } from 'node:fs';
import { configurationError } from '../errors/app-error.ts';

/**
 * The secret in a file that a setting names, without surrounding white space. @throws AppError exit code 2
 */
export function readSecret(variable: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : readFileOf(variable, file).toString('utf8').trim();
}

/** @throws AppError exit code 2, with the variable that named the file */
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
