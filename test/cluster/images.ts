import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { debianProgram } from '../setup/debian.ts';
import { influxdbProgram } from '../setup/influxdb.ts';

export const pauseImage = 'heapline.test/pause:1';

/** What the manifests' images are called here, where no registry is. */
export const localImages = [
  { name: 'node', newTag: 'local' },
  { name: 'influxdb', newTag: 'local' },
];

/** Writes the images that the cluster needs, made of the machine's own Node and of Debian's packages; gives their archives. */
export function makeImages(folder: string): string[] {
  const busybox = debianProgram({ package: 'busybox-static', suite: 'bookworm', path: 'bin/busybox' });
  const root = '/var/lib/influxdb';
  return [
    image(folder, pauseImage, busybox, { Entrypoint: ['/usr/bin/busybox', 'sleep', '2000000000'] }),
    image(folder, 'docker.io/library/node:local', process.execPath, { Entrypoint: ['/usr/bin/node'] }),
    image(folder, 'docker.io/library/influxdb:local', realpathSync(influxdbProgram()), {
      Entrypoint: ['/usr/bin/influxd'],
      // As the image of that name has it in its configuration file.
      Env: [
        `INFLUXDB_META_DIR=${root}/meta`,
        `INFLUXDB_DATA_DIR=${root}/data`,
        `INFLUXDB_DATA_WAL_DIR=${root}/wal`,
        `HOME=${root}`,
      ],
    }),
  ];
}

/** An OCI layout of one layer: the program and the libraries that it is linked to. */
function image(
  folder: string,
  name: string,
  program: string,
  config: { readonly Entrypoint: readonly string[]; readonly Env?: readonly string[] },
): string {
  const archive = join(folder, `${basename(program)}.tar`);
  const layout = join(folder, basename(program));
  const blobs = join(layout, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const layer = layerOf(join(folder, `${basename(program)}-files`), program, join(folder, 'layer.tar'));
  const put = (content: string | Buffer) => {
    const digest = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(blobs, digest), content);
    return { digest: `sha256:${digest}`, size: content.length };
  };
  const stored = put(readFileSync(layer));
  const stated = put(
    JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { ...config, Env: ['PATH=/usr/bin', ...(config.Env ?? [])] },
      rootfs: { type: 'layers', diff_ids: [stored.digest] },
    }),
  );
  const type = 'application/vnd.oci.image';
  const manifest = put(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${type}.manifest.v1+json`,
      config: { mediaType: `${type}.config.v1+json`, ...stated },
      layers: [{ mediaType: `${type}.layer.v1.tar`, ...stored }],
    }),
  );
  const annotations = { 'io.containerd.image.name': name };
  writeFileSync(
    join(layout, 'index.json'),
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ mediaType: `${type}.manifest.v1+json`, ...manifest, annotations }],
    }),
  );
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  execFileSync('tar', ['-C', layout, '-cf', archive, 'oci-layout', 'index.json', 'blobs']);
  return archive;
}

function layerOf(root: string, program: string, archive: string): string {
  for (const name of ['etc', 'tmp', 'proc', 'sys', 'dev', 'var', 'usr/bin'])
    mkdirSync(join(root, name), { recursive: true });
  for (const file of [program, ...librariesOf(program)]) {
    const target = join(root, file === program ? `usr/bin/${basename(program)}` : file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(realpathSync(file), target);
    chmodSync(target, 0o755);
  }
  const asRoot = ['--owner=0', '--group=0', '--numeric-owner'];
  execFileSync('tar', [...asRoot, '-C', root, '-cf', archive, '.']);
  return archive;
}

function librariesOf(program: string): string[] {
  try {
    return (
      execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).match(
        /\/\S+/g,
      ) ?? []
    );
  } catch {
    // It is linked to none.
    return [];
  }
}
