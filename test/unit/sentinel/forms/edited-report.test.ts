import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { editedReport } from '@rounds/sentinel/forms/edited-report.ts';
import { positionIn, positionText } from '@rounds/sentinel/forms/position.ts';
import { expect } from 'chai';

const before: Report = {
  _id: 'visit-1',
  _rev: '2-a',
  type: 'data_record',
  form: 'visit',
  content_type: 'xml',
  reported_date: 1000,
  contact: { _id: 'neema' },
  from: '+255712000001',
  verified: true,
  tasks: [{ state: 'sent' }],
  fields: { weight: '61', note: 'old', group: { a: '1', from_server: 'x' }, score: '9', list: [{ n: '1' }] },
};
const knows = (path: string) => ['weight', 'note', 'group', 'group/a', 'group/b', 'list', 'list/n'].includes(path);
const edit = (fields: Record<string, unknown>, report = before, now = 5000) =>
  editedReport(report, fields, { by: 'amina', now, knows, version: { time: 7 } });

describe('a report that is edited', () => {
  it('keeps who made it and when, its messages, and what was said of it', () => {
    const { fields: _, edits: __, form_version, ...rest } = edit({ weight: '62' });
    const { fields: ___, ...stays } = before;
    expect(rest).to.deep.equal(stays);
    expect(form_version).to.deep.equal({ time: 7 });
  });

  const rows: [title: string, fields: Record<string, unknown>, after: Record<string, unknown>, told: object][] = [
    [
      'takes the new answers, and keeps what the form does not know, within groups too',
      { weight: '62', note: 'old', group: { a: '1', b: '2' }, list: [{ n: '1' }] },
      { weight: '62', note: 'old', group: { a: '1', b: '2', from_server: 'x' }, score: '9', list: [{ n: '1' }] },
      { weight: '61', 'group.b': '' },
    ],
    [
      'leaves out what no longer counts',
      { weight: '61', list: [{ n: '1' }] },
      { weight: '61', score: '9', list: [{ n: '1' }] },
      { note: 'old', 'group.a': '1', 'group.from_server': 'x' },
    ],
    [
      'tells what stood in a list before',
      { weight: '61', note: 'old', group: { a: '1' }, list: [{ n: '2' }, { n: '3' }] },
      { weight: '61', note: 'old', group: { a: '1', from_server: 'x' }, score: '9', list: [{ n: '2' }, { n: '3' }] },
      { 'list[0].n': '1', 'list[1].n': '' },
    ],
  ];
  for (const [title, fields, after, told] of rows)
    it(title, () => {
      const edited = edit(fields);
      expect(edited.fields).to.deep.equal(after);
      expect(edited.edits).to.deep.equal([{ at: 5000, by: 'amina', before: told }]);
    });

  it('remembers each edit, and none that changed nothing', () => {
    const same = { weight: '61', note: 'old', group: { a: '1' }, list: [{ n: '1' }] };
    expect(edit(same)).to.not.have.property('edits');
    const twice = edit({ ...same, note: 'third' }, edit({ ...same, note: 'second' }), 6000);
    expect(twice.edits?.map(({ at, before: old }) => [at, old.note])).to.deep.equal([
      [5000, 'old'],
      [6000, 'second'],
    ]);
  });

  it('tells where it was edited besides where it was made', () => {
    const position = { code: 1, message: 'No' };
    const made = { ...before, geolocation_log: [{ timestamp: 1, recording: { code: -1, message: '' } }] };
    const edited = editedReport(made, { weight: '62' }, { by: 'amina', now: 9, knows, position });
    expect(edited.geolocation).to.deep.equal(position);
    expect(edited.geolocation_log).to.deep.equal([...made.geolocation_log, { timestamp: 9, recording: position }]);
  });
});

describe('a position as an answer', () => {
  const at = { latitude: -3.36, longitude: 36.851234567, altitude: null, accuracy: 4.5 };
  it('is four numbers, parted by spaces', () => {
    expect(positionText({ ...at, altitudeAccuracy: null, heading: null, speed: null })).to.equal(
      '-3.36 36.8512346 0 4.5',
    );
  });
  const rows: [text: string, found: ReturnType<typeof positionIn>][] = [
    ['-3.36 36.85 0 4', { latitude: -3.36, longitude: 36.85, accuracy: 4 }],
    ['1 2', { latitude: 1, longitude: 2, accuracy: undefined }],
    ['1 2 0 0', { latitude: 1, longitude: 2, accuracy: undefined }],
    ['91 2', undefined],
    ['1 181', undefined],
    ['here there', undefined],
    ['1', undefined],
    ['', undefined],
  ];
  for (const [text, found] of rows) it(`is read from “${text}”`, () => expect(positionIn(text)).to.deep.equal(found));
});
