import { expect } from 'chai';
import { importsOf } from '../../../../scripts/checks/imports.ts';
import { layerFaults } from '../../../../scripts/checks/layers.ts';

const messages = (files: Record<string, string>): string[] =>
  layerFaults(Object.entries(files).map(([path, text]) => ({ path, text }))).map(
    ({ path, line, message }) => `${path}:${line} ${message}`,
  );
const imports = (...paths: string[]): string => paths.map(path => `import type { A } from '${path}';`).join('\n');

describe('The layers of the house', () => {
  it('let every room import what stands before it', () => {
    const files = {
      'ddocs/documents/doc.ts': '',
      'config/settings/settings.ts': "import type { Doc } from '@rounds/ddocs/documents/doc.ts';",
      'sentinel/start.ts':
        "import { parseSettings } from '@rounds/config/settings/parse.ts';\nimport { a } from './engine/a.ts';",
      'api/server.ts': "import { x } from '@rounds/sentinel/start.ts';\nimport fastify from 'fastify';",
      'webapp/app.ts': "import { y } from '@rounds/sentinel/device/settle.ts';",
    };
    expect(messages(files)).to.deep.equal([]);
  });

  it('name an import that points back, with its file and line', () => {
    const files = { 'ddocs/store/a.ts': "import a from 'a';\nimport { rule } from '@rounds/sentinel/muting/mute.ts';" };
    expect(messages(files)).to.deep.equal([
      'ddocs/store/a.ts:2 ddocs may not import sentinel (@rounds/sentinel/muting/mute.ts); it may import ddocs',
    ]);
  });

  it('keep the api and the webapp apart, whatever the form of the import', () => {
    const found = messages({
      'webapp/pages/a.ts': "import type { A } from '@rounds/api/users/users.ts';",
      'webapp/pages/b.ts': "const b = await import('@rounds/api/users/users.ts');",
      'webapp/pages/c.ts': "export * from '../../api/users/users.ts';",
      'api/users/d.ts': "import {\n  page,\n  other,\n} from '@rounds/webapp/pages/page.ts';",
    });
    expect(found.map(line => line.split(' ')[0])).to.deep.equal([
      'webapp/pages/a.ts:1',
      'webapp/pages/b.ts:1',
      'webapp/pages/c.ts:1',
      'api/users/d.ts:4',
    ]);
  });

  it('forbid that production code imports scripts or tests', () => {
    expect(messages({ 'api/users/a.ts': "import { world } from '../../test/world.ts';" })).to.have.length(1);
  });

  it('ask for the name of the package where an allowed import walks out of its room', () => {
    expect(messages({ 'api/users/a.ts': "import { b } from '../../ddocs/store/b.ts';" })).to.deep.equal([
      'api/users/a.ts:1 write @rounds/ddocs/store/b.ts instead of ../../ddocs/store/b.ts',
    ]);
  });

  it('find a module of Node that the phone would reach, with the way to it', () => {
    const files = {
      'webapp/app.ts': "import { views } from '@rounds/ddocs/views/views.ts';",
      'ddocs/views/views.ts': "import { read } from './files.ts';",
      'ddocs/views/files.ts': "import { readFile } from 'node:fs/promises';",
    };
    expect(messages(files)).to.deep.equal([
      'ddocs/views/files.ts:1 node:fs/promises does not exist in a browser, where webapp/app.ts > ddocs/views/views.ts > ddocs/views/files.ts runs',
    ]);
  });

  it('let types of Node modules, the build of the webapp and the server use Node', () => {
    const files = {
      'webapp/vite.config.ts': "import { join } from 'node:path';\nimport { views } from '../ddocs/views/files.ts';",
      'webapp/app.ts':
        "import type { Stats } from 'node:fs';\nimport type { F } from '@rounds/ddocs/views/files.ts';\nimport { EventEmitter } from 'events';",
      'ddocs/views/files.ts': "import { readFile } from 'node:fs/promises';",
      'api/main.ts': "import { join } from 'node:path';",
    };
    expect(messages(files)).to.deep.equal([]);
  });

  it('keep the root of a room for what starts it', () => {
    const found = messages({
      'sentinel/main.ts': '',
      'webapp/vite.config.ts': '',
      'api/users.ts': '',
      'ddocs/doc.ts': '',
      'api/users/users.ts': '',
    });
    expect(found).to.deep.equal([
      'api/users.ts:1 at the root of api only main.ts, server.ts, foundation.ts, routes.ts, review-kinds.ts stand: move it into the folder of its work, or name it in scripts/checks/layers.ts if it starts the room',
      'ddocs/doc.ts:1 at the root of ddocs nothing stands: move it into the folder of its work, or name it in scripts/checks/layers.ts if it starts the room',
    ]);
  });

  const inside: [title: string, importer: string, imported: string, told: string | undefined][] = [
    [
      'refuse that a work reaches into the inside of another',
      'sentinel/engine/a.ts',
      '../muting/tree/b.ts',
      'sentinel/muting/tree/b.ts is the inside of sentinel/muting; import what lies in that folder itself',
    ],
    [
      'refuse it across rooms too',
      'api/users/a.ts',
      '@rounds/ddocs/embedded/http/call.ts',
      'ddocs/embedded/http/call.ts is the inside of ddocs/embedded; import what lies in that folder itself',
    ],
    [
      'refuse it in the app, where a work is two folders deep',
      'webapp/pages/reports/a.ts',
      '../../data/reports/drafts/b.ts',
      'webapp/data/reports/drafts/b.ts is the inside of webapp/data/reports; import what lies in that folder itself',
    ],
    ['let a work use what another shows', 'sentinel/engine/a.ts', '../muting/b.ts', undefined],
    ['let the works of the app use each other', 'webapp/pages/reports/a.ts', '../../data/reports/b.ts', undefined],
    ['let a work use its own inside', 'ddocs/embedded/main.ts', './http/call.ts', undefined],
    ['let the folders inside a work use each other', 'ddocs/embedded/http/a.ts', '../views/b.ts', undefined],
  ];
  for (const [title, importer, imported, message] of inside)
    it(title, () => {
      const found = messages({ [importer]: imports(imported) });
      expect(found.filter(line => line.includes('inside'))).to.deep.equal(message ? [`${importer}:1 ${message}`] : []);
    });

  const round: [title: string, files: Record<string, string>, circle: string | undefined][] = [
    [
      'have nothing against imports that go one way',
      { 'a/a.ts': imports('./b.ts', './c.ts'), 'a/b.ts': imports('./c.ts') },
      undefined,
    ],
    [
      'find a circle of two, types included',
      { 'a/a.ts': imports('./b.ts'), 'a/b.ts': imports('./a.ts') },
      'a/a.ts > a/b.ts > a/a.ts',
    ],
    ['find a file that imports itself', { 'a/a.ts': imports('./a.ts') }, 'a/a.ts > a/a.ts'],
    [
      'tell the shortest of the circles that hang together',
      {
        'a/a.ts': imports('./b.ts'),
        'a/b.ts': imports('./c.ts'),
        'a/c.ts': imports('./a.ts', './d.ts'),
        'b/d.ts': '',
        'a/d.ts': imports('./c.ts'),
      },
      'a/c.ts > a/d.ts > a/c.ts',
    ],
    [
      'find a circle that runs through works and through an import() in a function',
      { 'a/a.ts': imports('@rounds/api/b/b.ts'), 'b/b.ts': "const load = () => import('../a/a.ts');" },
      'a/a.ts > b/b.ts > a/a.ts',
    ],
  ];
  for (const [title, files, circle] of round)
    it(title, () => {
      const found = messages(Object.fromEntries(Object.entries(files).map(([path, text]) => [`api/${path}`, text])));
      const way = circle?.replace(/\b[ab]\//g, 'api/$&');
      expect(found).to.deep.equal(way ? [`${way.split(' ')[0]}:1 a circle of imports: ${way}`] : []);
    });

  const works: [title: string, files: Record<string, string>, told: string | undefined][] = [
    [
      'refuse works that import each other, though no file does',
      {
        'config/settings/parse.ts': imports('../sections/sms.ts'),
        'config/sections/sms.ts': imports('../settings/patterns.ts'),
        'config/settings/patterns.ts': '',
      },
      'config/settings/parse.ts:1 a circle of works: config/settings > config/sections > config/settings; here config/sections/sms.ts is imported',
    ],
    [
      'refuse it through a third work, and through the inside of one',
      {
        'sentinel/a/inside/a.ts': imports('../../b/b.ts'),
        'sentinel/b/b.ts': imports('../c/c.ts'),
        'sentinel/c/c.ts': imports('../a/other.ts'),
        'sentinel/a/other.ts': '',
      },
      'sentinel/a/inside/a.ts:1 a circle of works: sentinel/a > sentinel/b > sentinel/c > sentinel/a; here sentinel/b/b.ts is imported',
    ],
    [
      'refuse it between works of the app, which lie two folders deep',
      {
        'webapp/data/reports/a.ts': imports('../people/a.ts'),
        'webapp/data/people/a.ts': '',
        'webapp/data/people/b.ts': imports('../reports/b.ts'),
        'webapp/data/reports/b.ts': '',
      },
      'webapp/data/reports/a.ts:1 a circle of works: webapp/data/reports > webapp/data/people > webapp/data/reports; here webapp/data/people/a.ts is imported',
    ],
    [
      'let a list above the works name their files, and these import what stands beside the list',
      {
        'webapp/pages/routes.ts': imports('./people/people-page.ts'),
        'webapp/pages/people/people-page.ts': imports('../app-page.ts'),
        'webapp/pages/app-page.ts': '',
      },
      undefined,
    ],
    [
      'let works of one name in two rooms be two',
      {
        'sentinel/muting/a.ts': imports('@rounds/config/muting/a.ts'),
        'config/muting/a.ts': imports('@rounds/ddocs/muting/a.ts'),
        'ddocs/muting/a.ts': '',
      },
      undefined,
    ],
  ];
  for (const [title, files, told] of works)
    it(title, () => {
      expect(messages(files)).to.deep.equal(told ? [told] : []);
    });

  it('tell each of two knots of circles', () => {
    const files = {
      'api/users/a.ts': imports('./b.ts'),
      'api/users/b.ts': imports('./a.ts', './c.ts'),
      'api/users/c.ts': imports('./d.ts'),
      'api/users/d.ts': imports('./c.ts'),
    };
    expect(messages(files)).to.have.length(2);
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
