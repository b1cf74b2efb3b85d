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
  readonly suite: 'bookworm' | 'trixie';
  readonly path: string;
}

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'heapline', 'debian');

/** The program's path, from the cache or from Debian's package, which is unpacked there: no root, nothing installed. */
export function debianProgram(program: DebianProgram): string {
  const folder = join(cache, program.suite, program.package);
  const file = join(folder, program.path);
  if (!existsSync(file)) {
    console.error(
      `heapline: fetching Debian's package ${program.package} (${program.suite}) into ${folder} …`,
    );
    fetchPackage(program, folder);
  }
  return file;
}

function fetchPackage({ package: name, suite, path }: DebianProgram, folder: string): void {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const apt = privateApt(work, suite);
    run('apt-get', [...apt, 'update'], work);
    run('apt-get', [...apt, 'download', name], work);
    const [archive] = globSync('*.deb', { cwd: work });
    if (archive === undefined) throw new Error(`apt-get gave no file for ${name}`);
    run('dpkg-deb', ['-x', archive, 'unpacked'], work);
    if (!existsSync(join(work, 'unpacked', path))) throw new Error(`${archive} holds no ${path}`);
    mkdirSync(join(folder, '..'), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(work, 'unpacked'), folder);
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
function privateApt(work: string, suite: string): string[] {
  for (const folder of ['lists/partial', 'archives/partial'])
    mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const signed = existsSync(keyring) ? ` [signed-by=${keyring}]` : '';
  writeFileSync(join(work, 'sources.list'), `deb${signed} ${machineMirror()} ${suite} main\n`);
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
