import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { aya, type Person, report, type Village, village } from '../replicate/village.ts';

describe('Strangers', () => {
  let place: Village;
  let person: Person;
  let port: number;
  before(async () => {
    const svg = btoa('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const attached = (content_type: string, data: string) => ({ content_type, data });
    place = await village({
      patience: 700,
      trustProxy: true,
      docs: [
        {
          ...report('files', 'nia', aya),
          _attachments: {
            'a.js': attached('text/javascript', btoa('alert(1)')),
            'a.html': attached('text/html', btoa('<script>alert(1)</script>')),
            'a.svg': attached('image/svg+xml', svg),
            'a.css': attached('text/css', btoa('*{color:red}')),
            'a.png': attached('image/png', btoa('png')),
            'a.ogg': attached('audio/ogg', btoa('ogg')),
          },
        },
      ],
    });
    port = Number(new URL(place.url).port);
    person = await place.login('aya');
  });
  after(() => place?.close());

  const open = async (head: string): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined).resume();
    if (head) socket.write(head);
    return socket;
  };
  const slow =
    'POST /medic/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n{"user":';

  for (const [title, head] of [
    ['say nothing', ''],
    ['never end the head of a request', 'GET /api/v1/health HTTP/1.1\r\nhost: x\r\n'],
    ['never end a body', slow],
    [
      'never end a body in pieces',
      slow.replace('content-length: 200000', 'transfer-encoding: chunked').replace('{"user":', '5\r\n{"use\r\n'),
    ],
    ['never end a body at a door that is closed to them', slow.replace('/medic/login', '/medic/_bulk_docs')],
  ] as const)
    it(`do not stay who ${title}, and all others are served meanwhile`, async () => {
      const sockets = await Promise.all(Array.from({ length: 60 }, () => open(head)));
      const closed = Promise.all(sockets.map(socket => socket.closed || once(socket, 'close')));
      expect((await place.stranger.ask('/api/v1/health')).status).to.equal(200);
      expect((await person.ask('/medic/nia')).status).to.equal(200);
      await closed;
    });

  it('send little before they have logged in, and users as much as before', async () => {
    const body = { user: 'x'.repeat(300_000), password: 'x' };
    expect((await place.stranger.ask('/medic/login', { body })).status).to.equal(413);
    const docs = [{ ...report('long', 'nia', aya), fields: { patient_id: 'nia', note: 'n'.repeat(6_000_000) } }];
    expect((await person.ask('/medic/_bulk_docs', { body: { docs } })).status).to.equal(201);
  });

  it('who are users may take their time to send a photograph', async () => {
    const { _rev } = (await place.main.get('files'))!;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `PUT /medic/files/photo?rev=${_rev} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${person.cookie}\r\n` +
        'content-type: image/png\r\ncontent-length: 6\r\nconnection: close\r\n\r\n',
    );
    for (const letter of 'photo!') {
      await new Promise(resolve => setTimeout(resolve, 400));
      socket.write(letter);
    }
    let answer = '';
    for await (const piece of socket) answer += String(piece);
    expect(answer).to.match(/^HTTP\/1\.1 201/);
  });

  for (const [name, type, disposition] of [
    ['a.js', 'application/octet-stream', 'attachment'],
    ['a.html', 'application/octet-stream', 'attachment'],
    ['a.svg', 'application/octet-stream', 'attachment'],
    ['a.css', 'application/octet-stream', 'attachment'],
    ['a.png', 'image/png', null],
    ['a.ogg', 'audio/ogg', null],
  ])
    it(`get no script of our origin from a file of a user: ${name}`, async () => {
      const { status, headers } = await person.ask(`/medic/files/${name}`);
      expect([status, headers.get('content-type'), headers.get('content-disposition')]).to.deep.equal([
        200,
        type,
        disposition,
      ]);
      expect(headers.get('content-security-policy')).to.equal("sandbox; default-src 'none'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      for (const dest of ['script', 'worker', 'sharedworker', 'serviceworker', 'style'])
        expect(
          (await person.ask(`/medic/files/${name}`, { headers: { 'sec-fetch-dest': dest } })).status,
          dest,
        ).to.equal(403);
    });

  it('get forms of the programme as what they are', async () => {
    const { headers } = await person.ask('/medic/form:visit/xml');
    expect([headers.get('content-type'), headers.get('content-disposition')]).to.deep.equal(['application/xml', null]);
  });

  it('are told nothing of hosts and processes by monitoring and metrics, this machine all', async () => {
    const from = { headers: { 'x-forwarded-for': '203.0.113.9' } };
    expect((await place.stranger.ask('/metrics', from)).status).to.equal(403);
    const told = (await place.stranger.ask('/api/v2/monitoring', from)).body;
    expect(told.version).to.include({ node: 'unknown', couchdb: 'unknown' });
    expect(JSON.stringify(told)).to.not.include(process.version);
    expect((await place.stranger.ask('/metrics')).status).to.equal(200);
    expect((await place.stranger.ask('/api/v2/monitoring')).body.version.node).to.equal(process.version);
    const ada = await place.login('ada');
    expect((await ada.ask('/metrics', from)).status).to.equal(200);
  });

  it('guess no key of a service: of many guesses at once from one address a hundred are heard', async () => {
    const path = '/api/v1/sms/africastalking/incoming-messages';
    const guess = async (key: number) => (await place.stranger.ask(`${path}?key=${key}`, { body: {} })).status;
    const statuses = await Promise.all(Array.from({ length: 120 }, (_, key) => guess(key)));
    expect(statuses.filter(status => status === 403)).to.have.length(100);
    expect(statuses.filter(status => status === 429)).to.have.length(20);
  });
});
