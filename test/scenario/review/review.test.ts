import { servedPrefixes } from '@rounds/ddocs/documents/served-kinds.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { askReview } from '@rounds/sentinel/review/ask.ts';
import { expect } from 'chai';
import { type Person, people, type Village, village } from '../replicate/village.ts';

const at = '2026-03-01T08:00:00.000Z';
const about = (contact: string | undefined, kind = 'held', title?: string): ReviewDoc =>
  askReview(
    [kind, contact ?? title ?? ''],
    {
      ...{ kind, proposed: { text: 'Hello' }, answers: ['send', 'drop'] },
      subject: { ...(contact ? { contact } : {}), ...(title ? { title } : {}) },
    },
    at,
  );
const ofNia = about('nia');
const ofSam = about('sam');
const ofBot = about(undefined, 'token', 'rounds_bot');

describe('review: what a person decides', function () {
  this.timeout(120_000);
  let place: Village;
  before(async () => {
    place = await village({
      docs: [...people, ofNia, ofSam, ofBot],
      settings: {
        permissions: {
          can_decide_reviews: ['chw_supervisor', 'program_officer'],
          can_view_contacts: ['program_officer'],
          can_view_reports: ['program_officer'],
        },
      },
    });
  });
  after(() => place?.close());

  const listed = async (who: Person, query = ''): Promise<string[]> => {
    const { body } = await who.ask(`/api/v1/reviews${query}`);
    return body.reviews.map(({ _id }: ReviewDoc) => _id).sort();
  };
  const path = ({ _id }: ReviewDoc) => `/api/v1/reviews/${encodeURIComponent(_id)}`;

  it('lists what is open, by kind', async () => {
    const olga = await place.login('olga');
    expect(await listed(olga)).to.deep.equal([ofNia, ofSam, ofBot].map(({ _id }) => _id).sort());
    expect(await listed(olga, '?kind=token')).to.deep.equal([ofBot._id]);
  });

  it('is for holders of the permission', async () => {
    const aya = await place.login('aya');
    expect((await aya.ask('/api/v1/reviews')).status).to.equal(403);
    expect((await aya.ask(path(ofNia), { body: { answer: 'send' } })).status).to.equal(403);
    expect((await place.stranger.ask('/api/v1/reviews')).status).to.equal(401);
  });

  it('shows nobody what is about people outside his places', async () => {
    const sol = await place.login('sol');
    // Her role sees two levels deep, and Nia and Sam live three below.
    expect(await listed(sol)).to.deep.equal([ofBot._id]);
    expect((await sol.ask(path(ofSam), { body: { answer: 'send' } })).status).to.equal(404);
  });

  it('takes one of the answers that there are', async () => {
    const { status, body } = await (await place.login('olga')).ask(path(ofNia), { body: { answer: 'perhaps' } });
    expect([status, body.code]).to.deep.equal([400, 'request/invalid']);
    expect(body.hint).to.contain('send, drop');
  });

  it('of many who decide at once the first counts, and the others are told who it was', async () => {
    const [olga, ada] = await Promise.all(['olga', 'ada'].map(name => place.login(name)));
    const answers = await Promise.all([
      olga!.ask(path(ofNia), { body: { answer: 'send' } }),
      ada!.ask(path(ofNia), { body: { answer: 'drop', note: 'too late' } }),
    ]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    const [winner] = answers.filter(({ status }) => status === 200);
    for (const { body } of answers)
      expect([body.review.by, body.review.decision]).to.deep.equal([
        winner!.body.review.by,
        winner!.body.review.decision,
      ]);
    expect(await listed(olga!)).to.not.include(ofNia._id);
    expect(await listed(olga!, '?state=decided')).to.deep.equal([ofNia._id]);
  });
});

describe('documents that have doors of their own', function () {
  this.timeout(120_000);
  const secret = 'SECRET-OF-A-SERVED-KIND';
  let place: Village;
  before(async () => {
    place = await village({
      docs: servedPrefixes.map(prefix => ({
        _id: `${prefix}x`,
        type: prefix.slice(0, -1),
        note: secret,
        state: 'open',
      })),
    });
  });
  after(() => place?.close());
  const ids = servedPrefixes.map(prefix => `${prefix}x`);

  const doors: [string, string, object?][] = [
    ...ids.map((id): [string, string] => [id, `/medic/${encodeURIComponent(id)}`]),
    ['_all_docs', '/medic/_all_docs?include_docs=true'],
    ['_all_docs by keys', '/medic/_all_docs?include_docs=true', { keys: ids }],
    ['_changes', '/medic/_changes?include_docs=true&since=0'],
    ['_changes by ids', '/medic/_changes?include_docs=true&filter=_doc_ids', { doc_ids: ids }],
    ['_bulk_get', '/medic/_bulk_get?revs=true', { docs: ids.map(id => ({ id })) }],
    ['_find', '/medic/_find', { selector: { note: secret } }],
    ['a view', '/medic/_design/medic-client/_view/doc_by_type?include_docs=true'],
    ['the view of reviews', '/medic/_design/medic-review/_view/reviews?include_docs=true'],
    ['the first fill', '/api/v1/replication/fill'],
    ['what belongs to a contact', '/api/v1/replication/about', { ids }],
    ['the ids of a phone', '/api/v1/replication/get-ids'],
    ['its leaves', `/medic/${encodeURIComponent(ids[0]!)}?open_revs=all`],
  ];
  for (const name of ['aya', 'sol', 'olga', 'gil'])
    for (const [title, path, body] of doors)
      it(`${name} does not get them by ${title}`, async () => {
        const answer = await (await place.login(name)).ask(path, body ? { body } : {});
        const text = JSON.stringify(answer.body);
        expect(text).to.not.contain(secret);
        if (title.startsWith('_') || title.startsWith('the'))
          for (const id of ids) expect(text).to.not.contain(`"id":"${id}","rev"`);
      });

  it('administrators get and write them', async () => {
    const ada = await place.login('ada');
    for (const id of ids) expect((await ada.ask(`/medic/${encodeURIComponent(id)}`)).body.note).to.equal(secret);
  });
});
