import { messageIn, stateOf, updateIn } from '@rounds/api/messages/protocol.ts';
import { sentOf as africasTalkingSent } from '@rounds/api/messages/services/africas-talking/send.ts';
import { sentOf as rapidproSent, toldOf } from '@rounds/api/messages/services/rapidpro/send.ts';
import { whyNothingGoesOut } from '@rounds/api/messages/services.ts';

import { usableSettings } from '@rounds/config/settings/usable.ts';

import { expect } from 'chai';

describe('What a gateway says', () => {
  const statuses: [unknown, unknown, object][] = [
    ['UNSENT', undefined, { state: 'received-by-gateway' }],
    ['PENDING', undefined, { state: 'forwarded-by-gateway' }],
    ['SENT', undefined, { state: 'sent' }],
    ['DELIVERED', 'ignored', { state: 'delivered' }],
    ['FAILED', 'no balance', { state: 'failed', details: { reason: 'no balance' } }],
    ['FAILED', undefined, { state: 'failed', details: { reason: '' } }],
    ['sent', undefined, { state: 'unrecognised', details: { gateway_status: 'sent' } }],
    ['constructor', undefined, { state: 'unrecognised', details: { gateway_status: 'constructor' } }],
    [undefined, undefined, { state: 'unrecognised', details: { gateway_status: '' } }],
    [{ a: 1 }, undefined, { state: 'unrecognised', details: { gateway_status: '{"a":1}' } }],
    ['FAILED', 'no\ud83d', { state: 'failed', details: { reason: 'no\ufffd' } }],
    ['FAILED', `${'x'.repeat(999)}😀`, { state: 'failed', details: { reason: `${'x'.repeat(999)}\ufffd` } }],
    ['x'.repeat(5000), undefined, { state: 'unrecognised', details: { gateway_status: 'x'.repeat(200) } }],
  ];
  for (const [status, reason, expected] of statuses)
    it(`${JSON.stringify(status)?.slice(0, 40)} means ${(expected as { state: string }).state}`, () => {
      expect(stateOf(status, reason)).to.deep.equal(expected);
      expect(updateIn({ id: 'u', status, reason })).to.deep.equal({ id: 'u', ...expected });
    });

  const updates: unknown[] = [
    null,
    5,
    'u',
    [],
    {},
    { id: '' },
    { id: null, status: 'SENT' },
    { status: 'SENT' },
    { id: {} },
  ];
  for (const update of updates)
    it(`an update that names no message is none: ${JSON.stringify(update)}`, () =>
      expect(updateIn(update)).to.equal(undefined));

  it('a message with an id that no gateway gives is one all the same, known again by it, and fits into a document', () => {
    const sent = { id: 'x'.repeat(100_000), from: '+254', content: 'hello' };
    expect(messageIn(sent)!.id.length).to.be.lessThan(100);
    expect(messageIn(sent)).to.deep.equal(messageIn({ ...sent }));
    expect(messageIn(sent)!.id).to.not.equal(messageIn({ ...sent, id: `${sent.id}y` })!.id);
    expect(messageIn({ ...sent, from: '7'.repeat(100_000) })!.from.length).to.be.lessThan(1000);
    expect(messageIn({ ...sent, from: ' \t ' }), 'a sender of blanks only').to.equal(undefined);
  });

  const messages: [unknown, object | undefined][] = [
    [
      { id: 'a', from: '+254', content: 'hello' },
      { id: 'a', from: '+254', content: 'hello' },
    ],
    [
      { id: 7, from: 254, content: 12345, sms_sent: 1 },
      { id: '7', from: '254', content: '12345' },
    ],
    [
      { id: 'a', from: '+254', content: 'a\ud800b' },
      { id: 'a', from: '+254', content: 'a\ufffdb' },
    ],
    [{ id: 'a', from: '+254', content: '' }, undefined],
    [{ id: '', from: '+254', content: 'x' }, undefined],
    [{ id: 'a', from: '', content: 'x' }, undefined],
    [{ id: 'a', content: 'x' }, undefined],
    [{ id: 'a', from: '+254', content: ['x'] }, undefined],
    [{ id: null, from: '+254', content: 'x' }, undefined],
    [null, undefined],
    ['text', undefined],
    [[], undefined],
  ];
  for (const [entry, expected] of messages)
    it(`a message is ${expected ? 'read' : 'none'}: ${JSON.stringify(entry)}`, () =>
      expect(messageIn(entry)).to.deep.equal(expected));

  it('a message is never longer than an SMS can be', () => {
    expect(messageIn({ id: 'a', from: '+254', content: 'x'.repeat(1_000_000) })!.content).to.have.length(50_000);
  });
});

describe("What Africa's Talking answers", () => {
  const recipient = (statusCode: unknown, more: object = {}) => ({
    status: 201,
    body: {
      SMSMessageData: {
        Message: 'Sent',
        Recipients: [{ statusCode, number: '+254', status: 'Words', messageId: 'ATXid_1', ...more }],
      },
    },
  });
  const rows: [string, Parameters<typeof africasTalkingSent>[0], unknown][] = [
    ['100', recipient(100), { state: 'forwarded-by-gateway', gatewayRef: 'ATXid_1' }],
    ['101', recipient(101), { state: 'sent', gatewayRef: 'ATXid_1' }],
    ['102', recipient(102), { state: 'received-by-gateway', gatewayRef: 'ATXid_1' }],
    ['101 without an id', recipient(101, { messageId: 'None' }), { state: 'sent' }],
    ...[401, 403, 404, 407].map((code): [string, ReturnType<typeof recipient>, unknown] => [
      String(code),
      recipient(code, { messageId: 'None' }),
      { state: 'failed', details: { reason: 'Words' } },
    ]),
    ['406', recipient(406, { messageId: 'None' }), { state: 'denied', details: { reason: 'Words' } }],
    ...[402, 405, 500, 501, 502, 999, '101', null].map((code): [string, ReturnType<typeof recipient>, unknown] => [
      JSON.stringify(code),
      recipient(code),
      'later',
    ]),
    ['nothing', null, 'later'],
    ['no JSON', { status: 200, body: undefined }, 'later'],
    [
      'no recipients',
      { status: 201, body: { SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } } },
      'later',
    ],
    ['recipients that are none', { status: 201, body: { SMSMessageData: 'x' } }, 'later'],
    ['the status 503', { status: 503, body: undefined }, 'later'],
    ['the status 401', { status: 401, body: undefined }, 'stop'],
    ['the status 429', { status: 429, body: undefined }, 'stop'],
    ['a redirect', { status: 302, body: undefined }, 'later'],
  ];
  for (const [title, answer, expected] of rows)
    it(`${title} means ${JSON.stringify(expected)}`, () => expect(africasTalkingSent(answer)).to.deep.equal(expected));
});

describe('What RapidPro answers', () => {
  const sent: [string, Parameters<typeof rapidproSent>[0], unknown][] = [
    ['queued', { status: 201, body: { id: 12, status: 'queued' } }, { state: 'received-by-gateway', gatewayRef: '12' }],
    ['sent', { status: 201, body: { id: 12, status: 'sent' } }, { state: 'sent', gatewayRef: '12' }],
    [
      'a new word',
      { status: 201, body: { id: 12, status: 'rejoicing' } },
      { state: 'received-by-gateway', gatewayRef: '12' },
    ],
    ['no id', { status: 201, body: {} }, 'later'],
    ['no JSON', { status: 200, body: undefined }, 'later'],
    [
      'a number it does not take',
      { status: 400, body: { urns: ['invalid'] } },
      { state: 'failed', details: { reason: '{"urns":["invalid"]}' } },
    ],
    ['a wrong token', { status: 403, body: {} }, 'stop'],
    ['too many requests', { status: 429, body: {} }, 'stop'],
    ['a fault', { status: 500, body: {} }, 'later'],
    ['nothing', null, 'later'],
  ];
  for (const [title, answer, expected] of sent)
    it(`to sending a message, ${title}, means ${JSON.stringify(expected)}`, () =>
      expect(rapidproSent(answer)).to.deep.equal(expected));

  const told: [unknown, unknown][] = [
    ['initializing', { state: 'received-by-gateway' }],
    ['queued', { state: 'received-by-gateway' }],
    ['wired', { state: 'forwarded-by-gateway' }],
    ['errored', { state: 'received-by-gateway' }],
    ['sent', { state: 'sent' }],
    ['delivered', { state: 'delivered' }],
    ['failed', { state: 'failed', details: { reason: 'failed' } }],
    ['rejoicing', 'later'],
    [undefined, 'later'],
  ];
  for (const [status, expected] of told)
    it(`to a question how a message fared, ${status}, means ${JSON.stringify(expected)}`, () =>
      expect(toldOf({ status: 200, body: { results: [{ status }] } })).to.deep.equal(expected));
  it('to a question how a message fared, too many requests, means that the run is over', () =>
    expect(toldOf({ status: 429, body: {} })).to.equal('stop'));
});

describe('Whether messages go out', () => {
  const rows: [object, string | undefined][] = [
    [{}, undefined],
    [{ sms: null }, undefined],
    [{ sms: { outgoing_service: 'medic-gateway' } }, undefined],
    [{ sms: { outgoing_service: 'africas-talking' } }, undefined],
    [{ sms: { outgoing_service: 'rapidpro' } }, undefined],
    [{ sms: { outgoing_service: 'nepal-doit-sms' } }, 'nepal-doit-sms'],
    [{ sms: { outgoing_service: 'toString' } }, 'toString'],
    [{ sms: { reply_to: '1' } }, 'names no service'],
  ];
  for (const [settings, why] of rows)
    it(`${why ? 'is no, and it is said why,' : 'is yes'} with the settings ${JSON.stringify(settings)}`, () => {
      const said = whyNothingGoesOut(usableSettings(settings).settings);
      if (why) expect(said).to.include(why);
      else expect(said).to.equal(undefined);
    });
});
