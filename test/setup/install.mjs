// Runs before `npm test` and `npm run demo`, on whatever Node the machine has: plain JavaScript, no dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url).pathname;
const mark = `${root}node_modules/.installed-lock.json`;
const floor = [22, 19];

installWhenLockChanged();
refuseOldNode();

function installWhenLockChanged() {
  const lock = readFileSync(`${root}package-lock.json`, 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  if (isInstalled(JSON.parse(lock))) {
    writeFileSync(mark, lock);
    return;
  }
  console.error('heapline: installing its npm packages (npm ci) …');
  // Standard output stays clean: it belongs to the script that follows.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(mark, lock);
}

/** Whether somebody ran `npm ci` by hand: npm itself notes down what it has installed. */
function isInstalled({ packages }) {
  const note = `${root}node_modules/.package-lock.json`;
  if (!existsSync(note)) return false;
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(packages).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function refuseOldNode() {
  const own = `${root}node_modules/.bin/node`;
  const { stdout } = spawnSync(existsSync(own) ? own : process.execPath, ['--version'], { encoding: 'utf8' });
  const version = /^v(\d+)\.(\d+)/.exec(stdout ?? '');
  const [major, minor] = version ? [Number(version[1]), Number(version[2])] : [0, 0];
  if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return;
  console.error(
    `heapline needs Node ${floor.join('.')} or newer, and finds ${stdout?.trim() || 'none'}: the package "node" brings its own ` +
      'by an install script, so run `npm ci --ignore-scripts=false`, or install Node 24.',
  );
  process.exit(2);
}
