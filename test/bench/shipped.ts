import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyOfManifests } from '../setup/manifests.ts';
import { buildFloors } from './floors.ts';
import { sources } from '../setup/run-heapline.ts';

/** As the CronJob has them. */
export const shippedEnvironment = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * The program in the forms in which it is run: as a pod finds it, with V8's record and without, and the sources; and what it is
 * held against.
 */
export async function shippedPrograms() {
  const copy = copyOfManifests({ isRecorded: true });
  const folderOf = (name: string, files: readonly string[]) => {
    const folder = join(copy.folder, name);
    mkdirSync(folder);
    for (const file of files)
      copyFileSync(join(copy.folder, 'base', file), join(folder, file.split('/')[1] ?? ''));
    return join(folder, 'loader.cjs');
  };
  const bundle = ['bundle/loader.cjs', 'bundle/heapline.cjs.zst'];
  return {
    withRecord: folderOf('with-record', [...bundle, 'record/record.zst', 'record/record-of']),
    withoutRecord: folderOf('without-record', bundle),
    sources,
    ...(await buildFloors(copy.folder)),
    close: copy.remove,
  };
}

export type ShippedPrograms = Awaited<ReturnType<typeof shippedPrograms>>;
