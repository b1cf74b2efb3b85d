import { join } from 'node:path';
import { build } from 'esbuild';
import { lean } from '../../k8s/lean.ts';

/** The programs that a run is held against, in one file each, as the run is: Node need not make JavaScript of TypeScript first. */
export async function buildFloors(
  folder: string,
): Promise<{ readonly floor: string; readonly bareRun: string }> {
  const built = async (name: string) => {
    const outfile = join(folder, `${name}.cjs`);
    const entryPoints = [join(import.meta.dirname, `${name}.ts`)];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      platform: 'node',
      plugins: [lean],
      logLevel: 'warning',
    });
    return outfile;
  };
  return { floor: await built('floor'), bareRun: await built('bare-run') };
}
