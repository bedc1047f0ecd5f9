import { expect } from 'chai';
import { importsOf, layerFaults } from '../../../../scripts/checks/layers.ts';

const messages = (files: Record<string, string>): string[] =>
  layerFaults(Object.entries(files).map(([path, text]) => ({ path, text }))).map(
    ({ path, line, message }) => `${path}:${line} ${message}`,
  );

describe('the layers of the house', () => {
  it('let every room import what stands before it', () => {
    const files = {
      'ddocs/doc.ts': '',
      'config/settings.ts': "import type { Doc } from '@rounds/ddocs/doc.ts';",
      'sentinel/device.ts':
        "import { parseSettings } from '@rounds/config/settings.ts';\nimport { a } from './engine/a.ts';",
      'api/server.ts': "import { x } from '@rounds/sentinel/start.ts';\nimport fastify from 'fastify';",
      'webapp/app.ts': "import { y } from '@rounds/sentinel/device.ts';",
    };
    expect(messages(files)).to.deep.equal([]);
  });

  it('name an import that points back, with its file and line', () => {
    const files = { 'ddocs/store.ts': "import a from 'a';\nimport { rule } from '@rounds/sentinel/rules/mute.ts';" };
    expect(messages(files)).to.deep.equal([
      'ddocs/store.ts:2 ddocs may not import sentinel (@rounds/sentinel/rules/mute.ts); it may import ddocs',
    ]);
  });

  it('keep the api and the webapp apart, whatever the form of the import', () => {
    const found = messages({
      'webapp/a.ts': "import type { A } from '@rounds/api/users.ts';",
      'webapp/b.ts': "const b = await import('@rounds/api/users.ts');",
      'webapp/c.ts': "export * from '../api/users.ts';",
      'api/d.ts': "import {\n  page,\n  other,\n} from '@rounds/webapp/page.ts';",
    });
    expect(found.map(line => line.split(' ')[0])).to.deep.equal([
      'webapp/a.ts:1',
      'webapp/b.ts:1',
      'webapp/c.ts:1',
      'api/d.ts:4',
    ]);
  });

  it('forbid that production code imports scripts or tests', () => {
    expect(messages({ 'api/a.ts': "import { world } from '../test/world.ts';" })).to.have.length(1);
  });

  it('ask for the name of the package where an allowed import walks out of its room', () => {
    expect(messages({ 'api/users/a.ts': "import { b } from '../../ddocs/b.ts';" })).to.deep.equal([
      'api/users/a.ts:1 write @rounds/ddocs/b.ts instead of ../../ddocs/b.ts',
    ]);
  });

  it('find a module of Node that the phone would reach, with the way to it', () => {
    const files = {
      'webapp/app.ts': "import { views } from '@rounds/ddocs/views.ts';",
      'ddocs/views.ts': "import { read } from './files.ts';",
      'ddocs/files.ts': "import { readFile } from 'node:fs/promises';",
    };
    expect(messages(files)).to.deep.equal([
      'ddocs/files.ts:1 node:fs/promises does not exist in a browser, where webapp/app.ts > ddocs/views.ts > ddocs/files.ts runs',
    ]);
  });

  it('let types of Node modules, the build of the webapp and the server use Node', () => {
    const files = {
      'webapp/vite.config.ts': "import { join } from 'node:path';\nimport { views } from '../ddocs/files.ts';",
      'webapp/app.ts':
        "import type { Stats } from 'node:fs';\nimport type { F } from '@rounds/ddocs/files.ts';\nimport { EventEmitter } from 'events';",
      'ddocs/files.ts': "import { readFile } from 'node:fs/promises';",
      'api/main.ts': "import { join } from 'node:path';",
    };
    expect(messages(files)).to.deep.equal([]);
  });

  it('see every form of import', () => {
    const text =
      "import 'a';\nimport b, { c } from 'b';\nexport { d } from 'd';\nimport type { E } from 'e';\nconst f = () => import('f');\nimport * as g from \"g\";";
    expect(importsOf(text).map(({ from, line, typeOnly }) => `${from} ${line} ${typeOnly}`)).to.deep.equal([
      'a 1 false',
      'b 2 false',
      'd 3 false',
      'e 4 true',
      'f 5 false',
      'g 6 false',
    ]);
  });
});
