import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { shownAs } from '@rounds/webapp/data/forms/answer-files.ts';
import { dayIn, dayOf, digitsIn } from '@rounds/webapp/elements/forms/bikram-text.ts';
import { purposePath, wayBack } from '@rounds/webapp/pages/forms/ways.ts';
import { expect } from 'chai';

describe('a file as a browser shows it', () => {
  for (const [type, shown] of [
    ['image/jpeg', 'image/jpeg'],
    ['image/svg+xml', 'image/svg+xml'],
    ['audio/mpeg', 'audio/mpeg'],
    ['video/mp4', 'video/mp4'],
    ['text/html', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ] as const)
    it(`is ${shown} where it says ${type || 'nothing'}`, () => {
      const file = shownAs(new Blob(['<script></script>'], { type }));
      URL.revokeObjectURL(file.url);
      expect([file.type, file.size]).to.deep.equal([shown, 17]);
    });
});

describe('a day of the calendar of Nepal', () => {
  it('is written in its digits, and read in either', () => {
    expect([dayOf('2073'), digitsIn('२०७३'), digitsIn('05'), digitsIn('bhadau'), digitsIn('')]).to.deep.equal([
      '२०७३',
      '2073',
      '5',
      '',
      '',
    ]);
    expect([dayIn('2016-09-10'), dayIn('2016-09-10T00:00'), dayIn('soon')]).to.deep.equal([
      [2016, 9, 10],
      [2016, 9, 10],
      undefined,
    ]);
  });
});

describe('the address of a form', () => {
  const none: Purpose = { contactId: '', form: '', create: '', edit: false };
  const rows: [purpose: Partial<Purpose>, path: string, back: string][] = [
    [{ contactId: 'asha', form: 'visit' }, '/people/asha/report/visit', '/people/asha'],
    [{ contactId: 'otieno', create: 'person' }, '/people/otieno/add/person', '/people/otieno'],
    [{ contactId: 'asha', edit: true }, '/people/asha/edit', '/people/asha'],
    [{ contactId: 'asha', form: 'visit', report: 'r/1' }, '/reports/r%2F1/edit', '/reports/r%2F1'],
    [{ form: 'stock' }, '/forms/stock', '/people'],
  ];
  for (const [purpose, path, back] of rows)
    it(`is ${path}, and leads back to ${back}`, () => {
      expect([purposePath({ ...none, ...purpose }), wayBack({ ...none, ...purpose })]).to.deep.equal([path, back]);
    });
});
