import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { root } from '../../../../scripts/checks/checks.ts';

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

/** What a unit says, by its keys; one that is there twice with the last. */
const unit = (name: string): Record<string, string> =>
  Object.fromEntries(
    [...read(`scripts/systemd/${name}.service`).matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key!, value!]),
  );

describe('Rounds as services of a machine', () => {
  for (const name of ['api', 'sentinel'] as const) {
    it(`starts the ${name} again whenever it ends, as often as that is`, () => {
      const says = unit(`rounds-${name}`);
      expect(says).to.include({ Restart: 'always', StartLimitIntervalSec: '0', User: 'rounds' });
      const file = /node --import tsx (\S+)$/.exec(says.ExecStart ?? '')?.[1];
      expect(file).to.equal(`${name}/main.ts`);
      expect(existsSync(`${root}${file}`)).to.equal(true);
    });

    it(`starts the ${name} again in containers, too`, () => {
      const compose = read('scripts/docker-compose.yml');
      expect(compose).to.match(new RegExp(`^  ${name}:\\n    <<: \\*rounds\\n`, 'm'));
      expect(/^x-rounds: &rounds\n(?: .*\n)*/m.exec(compose)?.[0]).to.include('restart: unless-stopped');
    });
  }

  it('names in its example of an environment only what is heeded', () => {
    const heeded = read('scripts/terminal/environment.ts');
    const named = [...read('scripts/systemd/rounds.env.example').matchAll(/^(\w+)=/gm)].map(([, key]) => key!);
    expect(named).to.include('COUCH_URL');
    for (const key of named) expect(heeded).to.include(`${key}: {`);
  });
});
