// The door of every npm script: `node scripts/run.mjs <name> [arguments]`. In package.json the name is followed by what
// the script does, `"sms: a phone in your terminal"`, so that `npm run` explains itself; without a name, and as
// `npm run help`, this lists the same.
//
// Plain JavaScript without dependencies, because it is what runs in a clone that has no `node_modules` yet, and without
// `??` and `?.`, because a Node that is too old must be able to read it in order to say so. It checks the version of
// Node, installs what the lock file names when something of it is missing, and then runs `scripts/<name>.ts` with tsx:
// arguments, signals and the exit code are passed on.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The oldest Node that runs Rounds: it loads ES modules everywhere and Vite 8 asks for it. */
const oldest = [20, 19];

const tooOld = version => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
};

// A file that is half written, because an installation broke off, is as good as none.
const packagesOf = file => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages || {};
  } catch (_error) {
    return {};
  }
};

/**
 * Whether some package of the lock file is not installed in its version. Packages for other platforms are left out by
 * npm.
 */
const outdated = () => {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).some(([path, { version, optional, link, peer }]) => {
    if (!path.includes('node_modules/')) return false;
    if (!installed[path]) return !optional && !peer;
    return !link && installed[path].version !== version;
  });
};

const install = () => {
  // With what builds and checks, even where NODE_ENV=production would leave it out.
  console.error('Installing what the lock file names (npm ci); the first time this takes a minute or two …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--include=dev', '--no-audit', '--no-fund', '--progress=true'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error(
    `npm ci did not succeed${error ? `: ${error.message}` : ''}. Check the network and the lines above, then start again.`,
  );
  process.exit(status || 1);
};

const run = (name, args) => {
  const loader = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  const child = spawn(process.execPath, ['--import', loader, join(root, 'scripts', `${name}.ts`), ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', error => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code === null ? 128 + (constants.signals[signal] || 0) : code));
};

/** Names of the scripts of package.json, each with what it does. */
const scripts = () => {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(scripts).map(([name, line]) => [name, (/"[\w-]+: (.*)"/.exec(line) || [])[1] || line]);
};

const list = () => {
  const rows = scripts().map(([name, about]) => [
    /^(start|test)$/.test(name) ? `npm ${name}` : `npm run ${name}`,
    about,
  ]);
  const width = Math.max(...rows.map(([call]) => call.length));
  return rows.map(([call, about]) => `  ${call.padEnd(width)}   ${about}`).join('\n');
};

const [asked = '', ...rest] = process.argv.slice(2);
const first = asked.split(':')[0];
// `npm run help sms` is `npm run sms -- --help`.
const [name, ...args] = first === 'help' && rest.length > 0 ? [rest[0], '--help'] : [first, ...rest];
if (tooOld(process.versions.node)) {
  console.error(
    `Rounds needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org/en/download`,
  );
  process.exit(1);
}
if (name === '' || name === 'help' || /^--?h(elp)?$/.test(name)) {
  console.log(`${list()}\n\n--help after two dashes says more of one: npm run sms -- --help`);
  process.exit(0);
}
if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, 'scripts', `${name}.ts`))) {
  console.error(`There is no script ${name}. There are\n\n${list()}`);
  process.exit(1);
}
if (outdated()) install();
run(name, args);
