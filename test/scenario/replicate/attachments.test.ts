import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type Person, report, type Village, village } from './village.ts';

/** What comes over the wire, before anybody unpacks it. */
interface Wire {
  status: number;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

describe('an attachment on its way out', () => {
  let place: Village;
  let person: Person;
  const text = Buffer.from('Visit the household and ask how everybody is. '.repeat(200));
  const photo = randomBytes(5000);
  const files: Record<string, { content_type: string; data: string }> = {
    'note.txt': { content_type: 'text/plain', data: text.toString('base64') },
    'form.xml': { content_type: 'application/xml; charset=utf-8', data: text.toString('base64') },
    'icon.svg': { content_type: 'image/svg+xml', data: text.toString('base64') },
    'data.json': { content_type: 'application/vnd.api+json', data: text.toString('base64') },
    'photo.jpg': { content_type: 'image/jpeg', data: photo.toString('base64') },
    'blob.bin': { content_type: 'application/octet-stream', data: text.toString('base64') },
    'small.txt': { content_type: 'text/plain', data: Buffer.from('short').toString('base64') },
    'empty.txt': { content_type: 'text/plain', data: '' },
  };
  before(async () => {
    place = await village({
      docs: [report('files', 'nia', ['aya-person', 'north', 'district'], { _attachments: files })],
    });
    person = await place.login('aya');
  });
  after(() => place?.close());

  const fetched = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Wire>((resolve, reject) => {
      const options = { method, headers: { cookie: person.cookie, ...headers } };
      get(`${place.url}/medic/files/${name}`, options, response => {
        const parts: Uint8Array[] = [];
        response.on('data', part => parts.push(new Uint8Array(part as Buffer)));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers as Wire['headers'],
            body: Buffer.concat(parts),
          }),
        );
      }).on('error', reject);
    });
  const gzip = { 'accept-encoding': 'gzip, deflate, br' };

  for (const name of ['note.txt', 'form.xml', 'icon.svg', 'data.json'])
    it(`is packed for who takes it: ${name}`, async () => {
      const { status, headers, body } = await fetched(name, gzip);
      expect(status).to.equal(200);
      expect(headers).to.include({ 'content-encoding': 'gzip', vary: 'accept-encoding', 'accept-ranges': 'none' });
      expect(headers.etag).to.match(/^W\/".+"$/);
      // A user wrote it, and it could be a script: its type is in its document alone.
      expect(headers).to.include({ 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' });
      expect(body.length).to.be.below(text.length / 10);
      expect(gunzipSync(new Uint8Array(body)).equals(text)).to.equal(true);
    });

  const whole: [name: string, headers: Record<string, string>, why: string][] = [
    ['note.txt', {}, 'the client takes nothing packed'],
    ['note.txt', { 'accept-encoding': 'gzip;q=0, identity' }, 'the client refuses it'],
    ['note.txt', { 'accept-encoding': 'br' }, 'the client takes another packing only'],
    ['photo.jpg', gzip, 'it is packed already'],
    ['blob.bin', gzip, 'nobody knows what it is'],
    ['small.txt', gzip, 'it is small'],
    ['empty.txt', gzip, 'it is empty'],
  ];
  for (const [name, headers, why] of whole)
    it(`comes as it is where ${why}: ${name}`, async () => {
      const answer = await fetched(name, headers);
      expect(answer.status).to.equal(200);
      expect(answer.headers).to.not.have.property('content-encoding');
      expect(answer.headers.etag).to.match(/^"/);
      expect(answer.body.equals(Buffer.from(files[name]!.data, 'base64'))).to.equal(true);
    });

  for (const name of ['note.txt', 'photo.jpg'])
    it(`is not sent again to who has it, packed or not: ${name}`, async () => {
      for (const accepting of [{}, gzip]) {
        const { etag } = (await fetched(name, accepting)).headers;
        for (const tag of [
          etag!,
          `"other", ${etag}`,
          '*',
          etag!.replace(/^W\//, ''),
          `W/${etag!.replace(/^W\//, '')}`,
        ]) {
          const again = await fetched(name, { ...accepting, 'if-none-match': tag });
          expect([again.status, again.body.length], tag).to.deep.equal([304, 0]);
          expect(again.headers.etag).to.equal(etag);
        }
        expect((await fetched(name, { ...accepting, 'if-none-match': '"other"' })).status).to.equal(200);
      }
    });

  it('comes in ranges as it is stored, whatever the client takes', async () => {
    const part = await fetched('photo.jpg', { ...gzip, range: 'bytes=100-199' });
    expect([part.status, part.headers['content-range']]).to.deep.equal([206, 'bytes 100-199/5000']);
    expect(part.headers).to.not.have.property('content-encoding');
    expect(part.body.equals(photo.subarray(100, 200))).to.equal(true);
    const { etag } = part.headers;
    const same = await fetched('photo.jpg', { ...gzip, range: 'bytes=100-199', 'if-range': etag! });
    expect(same.status).to.equal(206);
    const other = await fetched('photo.jpg', { ...gzip, range: 'bytes=100-199', 'if-range': '"another"' });
    expect([other.status, other.body.length]).to.deep.equal([200, 5000]);
  });

  for (const [name, accepting] of [
    ['note.txt', gzip],
    ['note.txt', {}],
    ['photo.jpg', gzip],
    ['small.txt', gzip],
  ] as [string, Record<string, string>][])
    it(`says of itself to HEAD what it says to GET: ${name}, ${accepting['accept-encoding'] ?? 'nothing packed'}`, async () => {
      const [head, whole] = [await fetched(name, accepting, 'HEAD'), await fetched(name, accepting)];
      expect([head.status, head.body.length]).to.deep.equal([200, 0]);
      for (const key of ['etag', 'content-type', 'content-encoding', 'accept-ranges', 'vary'])
        expect(head.headers[key], key).to.equal(whole.headers[key]);
      if (head.headers['content-length'] !== undefined)
        expect(Number(head.headers['content-length'])).to.equal(whole.body.length);
    });

  it('is missing to HEAD and GET alike where the user may not see it', async () => {
    const ben = await place.login('ben');
    for (const method of ['GET', 'HEAD'])
      expect((await fetched('note.txt', { cookie: ben.cookie }, method)).status).to.equal(404);
  });
});
