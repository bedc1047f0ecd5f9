import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { thisHolder } from '@rounds/sentinel/process/holder.ts';
import { expect } from 'chai';

/** Whether others are gone is asked of Linux only; elsewhere one waits for their lease to run out. */
const onLinux = process.platform === 'linux' ? describe : () => undefined;

onLinux('A process that may hold the lease', () => {
  const { holder, isGone } = thisHolder();
  const [host = '', started = '', place = ''] = holder.split('/');
  const ended = spawnSync(process.execPath, ['--version']).pid;

  const others: [who: string, name: string, gone: boolean][] = [
    ['itself', holder, false],
    ['one that runs here', `${host}/${started}/${place}/${process.ppid}/abc`, false],
    ['one that ended here', `${host}/${started}/${place}/${ended}/abc`, true],
    ['one that had its number', `${host}/${started}/${place}/${process.pid}/abc`, true],
    ['one on a machine of the same name', `${host}/11111111-2222-3333-4444-555555555555/${place}/${ended}/abc`, false],
    ['one that ran before this machine was started', `${host}/${place}/${ended}/abc`, false],
    ['one in another container', `${host}/${started}/pid:[1]/${ended}/abc`, false],
  ];
  for (const [who, name, gone] of others)
    it(`knows ${gone ? '' : 'not '}that ${who} is gone`, () => {
      expect(host).to.equal(hostname());
      expect(isGone(name)).to.equal(gone);
    });
});
