import { type Ask, aya, password, report, type Village } from '../replicate/village.ts';

/** A request to a route that is right, as far as it is the caller's to make it. */
export interface Example extends Ask {
  path: string;
}

/** What examples are made of: another one at each call, and all of the village's north. */
interface Of {
  place: Village;
  /** Different at each call. */
  n: number;
}

type Make = (of: Of) => Example | Promise<Example>;

/** Keys that services show. */
export const serviceKey = 'a-key-of-a-service';

const json = { 'content-type': 'application/json' };
const xml = { 'content-type': 'application/xml' };
const text = { 'content-type': 'text/plain' };
/** A small XForm. */
const xform =
  '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><data id="visit"><a/></data></instance><bind nodeset="/data/a" type="string"/></model></h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>';

/** A user who is there for this example alone. */
const somebody = async ({ place, n }: Of): Promise<string> => {
  const username = place.user(`somebody${n}`);
  const body = { username, password, roles: ['program_officer'], password_change_required: false };
  const { status } = await place.admin.ask('/api/v1/users', { body });
  if (status !== 200) throw new Error(`no user for the example: ${status}`);
  return username;
};

const stored = async ({ place, n }: Of): Promise<{ id: string; rev: string }> => {
  const id = `stored-${n}`;
  const _attachments = { photo: { content_type: 'image/png', data: btoa('a photo') } };
  await place.put({ ...report(id, 'nia', aya), _attachments });
  return { id, rev: (await place.main.get(id))!._rev! };
};

const users = (version: number): Record<string, Make> => ({
  [`POST /api/v${version}/users`]: ({ place, n }) => ({
    path: `/api/v${version}/users`,
    body: { username: place.user(`made${n}`), password, roles: ['program_officer'] },
  }),
  [`GET /api/v${version}/users/:name`]: ({ place }) => ({ path: `/api/v${version}/users/${place.user('aya')}` }),
  [`POST /api/v${version}/users/:name`]: ({ place }) => ({
    path: `/api/v${version}/users/${place.user('aya')}`,
    body: { fullname: 'Aya' },
  }),
  [`DELETE /api/v${version}/users/:name`]: async of => ({ path: `/api/v${version}/users/${await somebody(of)}` }),
});

const records = (version: number): Record<string, Make> => ({
  [`POST /api/v${version}/records`]: ({ n }) => ({
    path: `/api/v${version}/records`,
    body: `message=hello${n}&from=%2B254711000009`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
});

const couchDocs = (at: string, design = ''): Record<string, Make> => ({
  [`PUT ${at}`]: ({ n }) =>
    design
      ? { path: `/medic/_design/made-${n}`, body: { views: {} } }
      : { path: `/medic/made-${n}`, body: report(`made-${n}`, 'nia', aya) },
  [`DELETE ${at}`]: async of => {
    if (design) return { path: '/medic/_design/medic-client?rev=1-a' };
    const { id, rev } = await stored(of);
    return { path: `/medic/${id}?rev=${rev}` };
  },
});

const metaOf = (place: Village, main: string) => `/${main}-user-${place.user('aya')}-meta`;
const meta = (address: string, name: (place: Village) => string): Record<string, Make> => ({
  [`GET ${address}`]: ({ place }) => ({ path: metaOf(place, name(place)) }),
  [`POST ${address}`]: ({ place, n }) => ({ path: metaOf(place, name(place)), body: { _id: `read:${n}` } }),
  [`PUT ${address}`]: ({ place }) => ({ path: metaOf(place, name(place)), method: 'PUT' }),
  [`DELETE ${address}`]: ({ place }) => ({ path: metaOf(place, name(place)) }),
  [`GET ${address}/*`]: ({ place }) => ({ path: `${metaOf(place, name(place))}/_all_docs` }),
  [`POST ${address}/*`]: ({ place, n }) => ({
    path: `${metaOf(place, name(place))}/_bulk_docs`,
    body: { docs: [{ _id: `read:bulk-${n}` }] },
  }),
  [`PUT ${address}/*`]: ({ place, n }) => ({ path: `${metaOf(place, name(place))}/read:put-${n}`, body: {} }),
  [`DELETE ${address}/*`]: ({ place }) => ({ path: `${metaOf(place, name(place))}/read:gone?rev=1-a` }),
});

const letter = {
  title: 'A meeting',
  audience: { under: ['north-clinic'] },
  says: { text: { en: 'Do come on Monday.' } },
};
/** A campaign of this example alone, which goes to nobody yet. */
const campaign = async ({ place }: Of): Promise<string> => {
  const { body } = await place.admin.ask('/api/v1/campaigns', { body: letter });
  return `/api/v1/campaigns/${body.id}`;
};
const campaigns: Record<string, Make> = {
  'POST /api/v1/campaigns': () => ({ path: '/api/v1/campaigns', body: letter }),
  'POST /api/v1/campaigns/preview': () => ({ path: '/api/v1/campaigns/preview', body: letter }),
  'GET /api/v1/campaigns/:id': async of => ({ path: await campaign(of) }),
  'PUT /api/v1/campaigns/:id': async of => ({ path: await campaign(of), body: letter }),
  'POST /api/v1/campaigns/:id/acts': async of => ({
    path: `${await campaign(of)}/acts`,
    body: { act: 'start', share: 1 },
  }),
  'GET /api/v1/campaigns/:id/people': async of => ({ path: `${await campaign(of)}/people` }),
};

/** Right requests to the routes that need more than their address with its names filled in. */
const examples: Record<string, Make> = {
  ...users(1),
  ...users(2),
  ...users(3),
  ...records(1),
  ...records(2),
  ...campaigns,
  ...meta('/medic-user-:rest', () => 'medic'),
  ...meta('/<main>-user-:rest', place => place.databases.main),
  ...couchDocs('/medic/:id'),
  ...couchDocs('/medic/_design/:id', 'design'),
  'PUT /api/v1/dialogues/:id/draft': ({ n }) => ({
    path: `/api/v1/dialogues/tea_${n}/draft`,
    body: {
      dialogue: {
        schema_version: 1,
        id: `tea_${n}`,
        languages: ['en'],
        first: 'a',
        steps: { a: { next: null } },
        texts: {},
      },
    },
  }),
  'POST /api/v1/dialogues/:id/tests': ({ n }) => ({
    path: '/api/v1/dialogues/welcome/tests',
    body: { name: `Test ${n}`, language: 'en', inputs: [{ do: 'press', value: 'en' }] },
  }),
  'POST /api/v1/dialogues/:id/files': () => ({
    ...{ path: '/api/v1/dialogues/welcome/files?name=consent.pdf', body: '%PDF-1.7' },
    headers: { 'content-type': 'application/octet-stream' },
  }),
  'GET /api/v1/dialogues/:id/download.json': () => ({ path: '/api/v1/dialogues/welcome/download.json' }),
  'GET /api/v1/dialogues/:id/download.xlsx': () => ({ path: '/api/v1/dialogues/welcome/download.xlsx' }),
  'POST /medic': ({ n }) => ({ path: '/medic', body: report(`posted-${n}`, 'nia', aya) }),
  'POST /medic/': ({ n }) => ({ path: '/medic/', body: report(`posted-${n}`, 'nia', aya) }),
  'POST /medic/login': ({ place }) => ({ path: '/medic/login', body: { user: place.user('aya'), password } }),
  'POST /_session': ({ place }) => ({ path: '/_session', body: { name: place.user('aya'), password } }),
  'POST /medic/login/token/:token': () => ({ path: '/medic/login/token/abc', body: {} }),
  'POST /medic/password-reset': async of => ({
    path: '/medic/password-reset',
    body: { user: await somebody(of), currentPassword: password, password: 'Green-Teapot-77' },
  }),
  'PUT /medic/_design/medic/_rewrite/update_settings/medic': () => ({
    path: '/medic/_design/medic/_rewrite/update_settings/medic',
    body: {},
  }),
  'GET /medic/_design/medic/_rewrite/app_settings/medic/*': () => ({
    path: '/medic/_design/medic/_rewrite/app_settings/medic/roles',
  }),
  'POST /medic/_design/medic/_nouveau/reports_by_freetext': () => ({
    path: '/medic/_design/medic/_nouveau/reports_by_freetext',
    body: { q: 'exact_match:"contact:aya-person"' },
  }),
  'GET /medic/_design/:id': () => ({ path: '/medic/_design/medic-client' }),
  'GET /medic/_design/:id/_view/:view': () => ({ path: '/medic/_design/medic-client/_view/reports_by_subject' }),
  'POST /medic/_design/:id/_view/:view': () => ({
    path: '/medic/_design/medic-client/_view/reports_by_subject',
    body: { keys: ['nia'] },
  }),
  'POST /medic/_all_docs': () => ({ path: '/medic/_all_docs', body: { keys: ['nia'] } }),
  'POST /medic/_changes': () => ({ path: '/medic/_changes?filter=_doc_ids', body: { doc_ids: ['nia'] } }),
  'POST /medic/_bulk_docs': ({ n }) => ({ path: '/medic/_bulk_docs', body: { docs: [report(`b-${n}`, 'nia', aya)] } }),
  'POST /medic/_bulk_get': () => ({ path: '/medic/_bulk_get', body: { docs: [{ id: 'nia' }] } }),
  'POST /medic/_revs_diff': () => ({ path: '/medic/_revs_diff', body: { nia: ['1-a'] } }),
  'PUT /medic/_local/:id': ({ n }) => ({ path: `/medic/_local/mark-${n}`, body: { seq: 1 } }),
  'POST /medic/_find': () => ({ path: '/medic/_find', body: { selector: { type: 'person' } } }),
  'GET /medic/:id/*': () => ({ path: '/medic/files/photo' }),
  'PUT /medic/:id/*': async of => {
    const { id, rev } = await stored(of);
    return { path: `/medic/${id}/photo?rev=${rev}`, body: 'png', headers: { 'content-type': 'image/png' } };
  },
  'DELETE /medic/:id/*': async of => {
    const { id, rev } = await stored(of);
    return { path: `/medic/${id}/photo?rev=${rev}` };
  },
  ...Object.fromEntries(
    ['GET', 'POST', 'PUT', 'DELETE'].map(method => [`${method} /medic/*`, () => ({ path: '/medic/_security' })]),
  ),
  'PUT /api/v1/settings': () => ({ path: '/api/v1/settings', body: {} }),
  'POST /api/v1/forms/validate': () => ({ path: '/api/v1/forms/validate', body: '<h:html/>', headers: xml }),
  'POST /api/v1/forms/convert': () => ({ path: '/api/v1/forms/convert?name=visit', body: xform, headers: xml }),
  'PUT /api/v1/forms/:name': ({ n }) => ({ path: `/api/v1/forms/made-${n}`, body: xform, headers: xml }),
  'PUT /api/v1/credentials/:key': ({ n }) => ({ path: `/api/v1/credentials/k-${n}`, body: 'secret', headers: text }),
  'DELETE /api/v1/credentials/:key': async ({ place, n }) => {
    await place.admin.ask(`/api/v1/credentials/k-${n}`, { method: 'PUT', body: 'secret', headers: text });
    return { path: `/api/v1/credentials/k-${n}` };
  },
  'GET /api/v1/users-info': () => ({ path: '/api/v1/users-info?role=chw&facility_id=north' }),
  'POST /api/v1/replication/about': () => ({ path: '/api/v1/replication/about', body: { ids: ['nia'] } }),
  'POST /api/v1/replication/get-deletes': () => ({
    path: '/api/v1/replication/get-deletes',
    body: { doc_ids: ['nia'] },
  }),
  'GET /api/v1/replication/left': async ({ place }) => {
    const { changes } = await place.main.changes({ since: '0', limit: 1 });
    return { path: `/api/v1/replication/left?since=${encodeURIComponent(changes[0]!.seq)}` };
  },
  'POST /api/v1/reviews/:id': () => ({ path: '/api/v1/reviews/nia', body: { answer: 'send' } }),
  'POST /api/v1/reviews': () => ({ path: '/api/v1/reviews', body: { ids: ['review:nia'], answer: 'send' } }),
  'POST /api/v1/posts': ({ n }) => ({ path: '/api/v1/posts', body: { id: `p-${n}`, text: 'b114 at 2:05 pm' } }),
  'PUT /api/v1/posts/:id': () => ({ path: '/api/v1/posts/nia', body: { text: 'b114 at 3 pm' } }),
  'POST /api/v1/dispatch/trips': () => ({ path: '/api/v1/dispatch/trips', body: { requests: ['nia', 'aya'] } }),
  'POST /api/v1/events': () => ({ path: '/api/v1/events', body: { room: 'b114', start: '2026-05-11T14:05:00Z' } }),
  'PUT /api/v1/events/:id': () => ({ path: '/api/v1/events/nia', body: { room: 'b114' } }),
  'POST /openspaces/tweets/': () => ({
    path: '/openspaces/tweets/',
    body: { room: 'b114', start: '2026-05-11T14:05:00Z' },
  }),
  'PUT /openspaces/update/:id': () => ({ path: '/openspaces/update/nia.15', body: { approved: 1 } }),
  'PATCH /openspaces/update/:id': () => ({ path: '/openspaces/update/nia.15', method: 'PATCH', body: { approved: 1 } }),
  'POST /openspaces/config/': () => ({ path: '/openspaces/config/', body: { auto_send: true } }),
  'PUT /api/v1/events/settings': () => ({ path: '/api/v1/events/settings', body: { venue: 'nowhere' } }),
  'POST /api/v1/erasures': () => ({ path: '/api/v1/erasures', body: { contact: 'nia', reason: 'asked' } }),
  'POST /api/sms': () => ({ path: '/api/sms', body: {} }),
  'POST /api/sms/': () => ({ path: '/api/sms/', body: {} }),
};

/** Requests of services, which show a key and have no login. */
const ofServices: Record<string, Make> = {
  'POST /api/v1/sms/africastalking/incoming-messages': ({ n }) => ({
    path: `/api/v1/sms/africastalking/incoming-messages?key=${serviceKey}`,
    body: { id: `at-${n}`, from: '+254711000009', text: 'hello' },
  }),
  'POST /api/v1/sms/africastalking/delivery-reports': () => ({
    path: `/api/v1/sms/africastalking/delivery-reports?key=${serviceKey}`,
    body: { id: 'x', status: 'Sent' },
  }),
  ...Object.fromEntries(
    ['/api/v1/sms/radpidpro/incoming-messages', '/api/v2/sms/rapidpro/incoming-messages'].map(path => [
      `POST ${path}`,
      ({ n }: Of) => ({
        path,
        body: { id: `rp-${path}-${n}`, from: '+254711000009', content: 'hello' },
        headers: { ...json, authorization: `Token ${serviceKey}` },
      }),
    ]),
  ),
};

const filled = (address: string): string =>
  address.replace(/:name/, 'somebody').replace(/:\w+/g, 'nia').replace('*', 'x');

/** A right request to a route; where nobody wrote one down, its address with a name in the place of each parameter. */
export const exampleOf = async (route: string, of: Of): Promise<Example & { method: string }> => {
  const [method = '', address = ''] = route.split(' ');
  const made = await (examples[route]?.(of) ?? { path: filled(address.replace('<main>', of.place.databases.main)) });
  return { method, ...made };
};

/** The request of a service, with its key; undefined where no service comes. */
export const serviceExample = async (route: string, of: Of): Promise<(Example & { method: string }) | undefined> => {
  const made = await ofServices[route]?.(of);
  return made && { method: route.split(' ')[0]!, ...made };
};
