import { expect } from 'chai';
import { completed, type LockFile, lacking } from '../../../../scripts/checks/lock-file.ts';

const lock: LockFile = {
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { 'tool-linux-x64-musl': '2.0.0', 'tool-win32-arm64': '^2.0.0' },
    },
    'node_modules/tool-linux-x64-musl': { version: '2.0.0', optional: true },
    'node_modules/a/node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-inside': '1.0.0' } },
    'node_modules/a/node_modules/tool-inside': { version: '1.0.0', optional: true },
  },
};

describe('The lock file', () => {
  it('lacks the optional packages that are neither beside the one that names them nor above it', () => {
    expect(lacking(lock)).to.deep.equal([
      {
        path: 'node_modules/tool-win32-arm64',
        locked: { version: '2.0.0', cpu: ['arm64'], os: ['win32'], dev: true, optional: true },
      },
    ]);
  });

  it('lacks nothing once it is completed, and is not changed again', () => {
    const whole = completed(lock);
    expect(lacking(whole)).to.deep.equal([]);
    expect(completed(whole)).to.deep.equal(whole);
  });
});
