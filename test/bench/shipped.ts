import { join } from 'node:path';
import { copyOfManifests, placeBundle } from '../setup/manifests.ts';
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
  return {
    withRecord: placeBundle(copy, join(copy.folder, 'with-record'), { isRecorded: true }),
    withoutRecord: placeBundle(copy, join(copy.folder, 'without-record'), { isRecorded: false }),
    sources,
    ...(await buildFloors(copy.folder)),
    close: copy.remove,
  };
}

export type ShippedPrograms = Awaited<ReturnType<typeof shippedPrograms>>;
