import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A program of a Debian package, and where the package has it. */
interface DebianProgram {
  readonly package: string;
  readonly suite: 'bullseye' | 'bookworm' | 'trixie' | 'sid';
  readonly path: string;
  /** Packages without which it does not run, unpacked beside it. */
  readonly with?: readonly string[];
}

/** Where what is fetched or built stays, outside of the project. */
export const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'heapline');

/** The program's path, from the cache or from Debian's package, which is unpacked there: no root, nothing installed. */
export function debianProgram(program: DebianProgram): string {
  const { package: name, suite, path, with: others = [] } = program;
  const folder = join(cache, 'debian', suite, name);
  const file = join(folder, path);
  if (!existsSync(file))
    fetched(program, 'deb', folder, (work, apt) => {
      run('apt-get', [...apt, 'download', name, ...others], work);
      for (const archive of globSync('*.deb', { cwd: work }))
        run('dpkg-deb', ['-x', archive, 'fetched'], work);
      if (!existsSync(join(work, 'fetched', path))) throw new Error(`${name} holds no ${path}`);
    });
  return file;
}

/** The folder with a source package's archives, from the cache or from Debian. */
export function debianSource(source: Pick<DebianProgram, 'package' | 'suite'>): string {
  const folder = join(cache, 'debian', source.suite, `${source.package}-source`);
  if (!existsSync(folder))
    fetched(source, 'deb-src', folder, (work, apt) => {
      mkdirSync(join(work, 'fetched'));
      run('apt-get', [...apt, 'source', '--download-only', source.package], join(work, 'fetched'));
    });
  return folder;
}

/** Fetches into `fetched` of a folder of its own, which then becomes `folder`: half a package is never there. */
function fetched(
  { package: name, suite }: Pick<DebianProgram, 'package' | 'suite'>,
  kind: 'deb' | 'deb-src',
  folder: string,
  fetch: (work: string, apt: readonly string[]) => void,
): void {
  console.error(`heapline: fetching Debian's package ${name} (${suite}) into ${folder} …`);
  mkdirSync(join(folder, '..'), { recursive: true });
  const work = mkdtempSync(join(cache, 'debian', 'fetch-'));
  try {
    const apt = privateApt(work, suite, kind);
    run('apt-get', [...apt, 'update'], work);
    fetch(work, apt);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(work, 'fetched'), folder);
  } catch (cause) {
    throw new Error(
      `Debian's package ${name} could not be had from ${suite}: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        `Install ${name} yourself and put its program on the PATH, or run this on a Debian with apt-get and its mirror.`,
      { cause },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** apt with folders of its own, on the machine's own mirror: the system's lists and sources stay as they are. */
function privateApt(work: string, suite: string, kind: 'deb' | 'deb-src'): string[] {
  for (const folder of ['lists/partial', 'archives/partial'])
    mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const signed = existsSync(keyring) ? ` [signed-by=${keyring}]` : '';
  writeFileSync(join(work, 'sources.list'), `${kind}${signed} ${machineMirror()} ${suite} main\n`);
  const options = {
    'Dir::State': work,
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': work,
    'Dir::Cache::archives': join(work, 'archives'),
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Acquire::Languages': 'none',
    // Root would hand the download to a user that may not write here.
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function machineMirror(): string {
  const files = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*.{list,sources}')];
  const text = files
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replace(/^\s*#.*$/gm, '');
  const mirror = /(?:https?|mirror\+file):\S+\/debian(?=\/?\s)/.exec(text)?.[0];
  if (mirror === undefined) throw new Error('no mirror of Debian stands in /etc/apt/sources.list(.d)');
  return mirror;
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}
