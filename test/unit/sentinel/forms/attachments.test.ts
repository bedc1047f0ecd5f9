import { attachmentName, attachmentsOf, isAnswer } from '@rounds/sentinel/forms/attachments.ts';
import { answered } from '@rounds/sentinel/forms/documents.ts';
import { marksOf } from '@rounds/sentinel/forms/marks.ts';
import { expect } from 'chai';
import { ask, dom, xform } from './forms-in-node.ts';

const form = xform(
  '<photo/><gone/><test type="binary"/><visit><picture/></visit>',
  '',
  `<upload ref="/data/photo" mediatype="image/*"/><upload ref="/data/gone" mediatype="image/*"/>${ask('test')}
   <group ref="/data/visit"><repeat nodeset="/data/visit"><upload ref="/data/visit/picture" mediatype="image/*"/></repeat></group>`,
);
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk';

describe('the files of a form', () => {
  const read = (answers: string) =>
    answered(dom, `<data id="form">${answers}</data>`, marksOf(dom, form), 'the-report', () => 'an-id');

  it('are those that its answers name, in repeats too; one that does not count is none', () => {
    const found = read(
      '<photo>hut.jpg</photo><test/><visit><picture>a.jpg</picture></visit><visit><picture>b.jpg</picture></visit>',
    );
    expect(found.files).to.deep.equal(['hut.jpg', 'a.jpg', 'b.jpg']);
    expect(found.binaries).to.deep.equal({});
  });

  it('that stand in a field themselves are taken out of it', () => {
    for (const data of [pixel, `data:image/png;base64,${pixel}`, `${pixel.slice(0, 20)}\n${pixel.slice(20)}`]) {
      const found = read(`<photo/><test>${data}</test>`);
      expect([found.binaries, found.fields.test]).to.deep.equal([{ test: pixel }, '']);
    }
    for (const words of ['', 'positive', 'a.png', 'negative result'])
      expect(read(`<test>${words}</test>`)).to.deep.include({ binaries: {} });
  });

  const kept = { content_type: 'image/jpeg', data: 'aHV0' };
  const stub = { content_type: 'image/jpeg', stub: true, digest: 'md5-x' };
  const rows: [title: string, before: Record<string, object> | undefined, files: string[], after: string[]][] = [
    ['are stored with a new document', undefined, ['hut.jpg'], ['user-file-hut.jpg']],
    ['stay as long as an answer names them', { 'user-file-old.jpg': stub }, ['old.jpg'], ['user-file-old.jpg']],
    ['go with the answer that named them', { 'user-file-old.jpg': stub }, ['hut.jpg'], ['user-file-hut.jpg']],
    ['leave alone what others put there', { 'letter.pdf': stub }, [], ['letter.pdf']],
    ['leave those of fields that hold the file itself', { 'user-file/form/test': stub }, [], ['user-file/form/test']],
  ];
  for (const [title, before, files, after] of rows)
    it(title, () => {
      const doc = before && { _id: 'r', _attachments: before as Record<string, typeof stub> };
      const found = attachmentsOf(
        doc,
        { files, binaries: {} },
        name => (name === 'hut.jpg' ? kept : undefined),
        'form',
      );
      expect(Object.keys(found)).to.deep.equal(after);
    });

  it('of fields go by their path, and all of them are known for answers', () => {
    const found = attachmentsOf(undefined, { files: [], binaries: { 'visit/test': pixel } }, () => undefined, 'form');
    expect(found).to.deep.equal({ 'user-file/form/visit/test': { content_type: 'image/png', data: pixel } });
    expect([...Object.keys(found), attachmentName('a.jpg'), 'letter.pdf', 'xml'].map(isAnswer)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});
