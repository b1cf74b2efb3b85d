import manifest from '../../package.json' with { type: 'json' };

/** heapline's version, from package.json. */
export const version: string = manifest.version;

export const userAgent = `heapline/${version}`;
