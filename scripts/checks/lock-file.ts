/** A package as the lock file has it, as far as it matters here. */
interface Locked {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

/** What `package-lock.json` holds. */
export interface LockFile {
  packages: Record<string, Locked>;
}

const systems = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'riscv64', 'loong64', 'ppc64', 's390x', 'mips64el', 'wasm32'];

/** Whether a package finds another one: beside itself, or in a folder above. */
const finds = (packages: LockFile['packages'], path: string, name: string): boolean => {
  const parts = path === '' ? [] : path.split('/node_modules/');
  return Array.from({ length: parts.length + 1 }, (_, drop) =>
    [...parts.slice(0, parts.length - drop), name].join('/node_modules/'),
  ).some(at => packages[at.startsWith('node_modules/') ? at : `node_modules/${at}`] !== undefined);
};

/** Platform packages are named for the platform: `@rollup/rollup-linux-x64-musl`. */
const platformOf = (name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> => {
  const parts = name.split(/[-/]/);
  const cpu = processors.find(one => parts.includes(one));
  const os = systems.find(one => parts.includes(one));
  const libc = parts.includes('musl') ? 'musl' : parts.includes('gnu') ? 'glibc' : undefined;
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(os ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
};

/**
 * Optional packages that others name and the lock file lacks. npm leaves them out when the registry it asks does not
 * carry the packages of other platforms, and then `npm ci` refuses the file everywhere.
 */
export const lacking = ({ packages }: LockFile): { path: string; locked: Locked }[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !finds(packages, path, name))
      .map(([name, range]) => ({
        path: `node_modules/${name}`,
        locked: { version: range.replace(/^[\^~]/, ''), ...platformOf(name), ...(dev ? { dev } : {}), optional: true },
      })),
  );

/** The lock file with what it lacked. */
export const completed = (lock: LockFile): LockFile => {
  const added = lacking(lock).map(({ path, locked }) => [path, locked] as const);
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
  return { ...lock, packages: Object.fromEntries(packages.sort(([a], [b]) => (a < b ? -1 : 1))) };
};
