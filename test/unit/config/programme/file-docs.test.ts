import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readFileDocs } from '@rounds/config/programme/file-docs.ts';
import { expect } from 'chai';

describe('pictures, partners, policies and libraries of a programme', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rounds-programme-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return readFileDocs(folder);
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('are documents with the files that their JSON names', async () => {
    const { docs, faults } = await read({
      'resources.json': '{"icon-visit": "visit.svg"}',
      'resources/visit.svg': '<svg/>',
      'resources/old.svg': '<svg/>',
      'branding.json': '{"title": "Afya", "resources": {"logo": "logo.png"}}',
      'branding/logo.png': 'logo',
      'partners.json': '{"resources": {"ministry": "m.jpg"}}',
      'partners/m.jpg': 'm',
      'privacy-policies.json': '{"en": "en.html"}',
      'privacy-policies/en.html': '<p/>',
      'extension-libs/average.js': '1',
      'extension-libs/tables/who.txt': '2',
    });
    expect(faults).to.deep.equal([]);
    const attached = (content_type: string, text: string) => ({ content_type, data: base64(text) });
    expect(docs).to.deep.equal([
      {
        _id: 'resources',
        resources: { 'icon-visit': 'visit.svg' },
        _attachments: { 'visit.svg': attached('image/svg+xml', '<svg/>') },
      },
      {
        _id: 'branding',
        title: 'Afya',
        resources: { logo: 'logo.png' },
        _attachments: { 'logo.png': attached('image/png', 'logo') },
      },
      { _id: 'partners', resources: { ministry: 'm.jpg' }, _attachments: { 'm.jpg': attached('image/jpeg', 'm') } },
      {
        _id: 'privacy-policies',
        privacy_policies: { en: 'en.html' },
        _attachments: { 'en.html': attached('text/html', '<p/>') },
      },
      {
        _id: 'extension-libs',
        _attachments: { 'average.js': attached('text/javascript', '1'), 'tables/who.txt': attached('text/plain', '2') },
      },
    ]);
  });

  it('are none where there are no files, or empty ones as a new project has them', async () => {
    expect(await read({ 'resources.json': '{}', 'privacy-policies.json': '{}' })).to.deep.equal({
      docs: [],
      faults: [],
      warnings: [],
    });
  });

  it('have their faults named: no JSON, no object, a file that lies elsewhere; one that is not there is left out', async () => {
    const { faults, warnings } = await read({
      'resources.json': '{"a": "gone.svg", "b": "../secret.txt", "c": 7}',
      'secret.txt': 'x',
      'branding.json': '[]',
      'partners.json': '{',
    });
    expect(
      faults.map(({ file, message }) => `${file}: ${message}`).filter(each => !/^partners/.test(each)),
    ).to.deep.equal([
      'resources.json: names "../secret.txt", which is not in the folder resources',
      'resources.json: names 7, which is not in the folder resources',
      'branding.json: is not an object',
    ]);
    expect(faults.at(-1)).to.have.property('file', 'partners.json');
    expect(warnings.map(({ file, message }) => `${file}: ${message}`)).to.deep.equal([
      'resources.json: names gone.svg, which is not in the folder resources, and is left out',
    ]);
  });
});
