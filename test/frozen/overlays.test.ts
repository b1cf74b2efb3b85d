import { after, it } from 'node:test';
import { combinations, copyOfManifests, type Manifest, manifestsOf, nameOf } from '../setup/manifests.ts';
import { assertFrozen, digestOf } from './golden.ts';

const copy = copyOfManifests();
after(() => copy.remove());

/** The program changes with every commit. */
const isProgram = ({ metadata }: Manifest) => /^heapline-(bundle|record)/.test(metadata.name);

it('the rendered overlays are the same as ever', async () => {
  const told: string[] = [];
  for (const combination of combinations) {
    told.push(`${nameOf(combination)}\n`);
    for (const manifest of manifestsOf(await copy.render(combination)))
      if (!isProgram(manifest))
        told.push(
          `  ${manifest.kind} ${manifest.metadata.namespace ?? ''}/${manifest.metadata.name} ${digestOf(JSON.stringify(manifest))}\n`,
        );
  }
  assertFrozen('overlays.txt', told.join(''));
});
