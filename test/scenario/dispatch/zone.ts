import type { DispatchDoc } from '@rounds/ddocs/dispatch/dispatch.ts';
import { dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { type Talking, talking } from '../chats/talking.ts';

const above = (...ids: string[]): Contact['parent'] =>
  ids.reduceRight<Contact['parent']>((parent, _id) => ({ _id, ...(parent ? { parent } : {}) }), undefined);

const inZone = ['kilima', 'district'];
const volunteer = (_id: string, name: string, latitude: number, more: object = {}): Contact => ({
  ...{ _id, type: 'person', name, parent: above(...inZone), latitude, longitude: 36.8 },
  ...{ volunteer: { status: 'active', ...more } },
});

/** A zone with somebody who needs help, and volunteers ever farther away. */
export const zoneDocs: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'Mawingu' },
  { _id: 'kilima', type: 'health_center', name: 'Kilima', parent: above('district'), latitude: 0, longitude: 36.8 },
  {
    ...{ _id: 'kaya', type: 'clinic', name: 'Kaya ya Chebet', parent: above(...inZone) },
    ...{ directions: 'Opposite the maize mill', latitude: 0.001, longitude: 36.8 },
  },
  {
    ...{ _id: 'ruth', type: 'person', name: 'Ruth Chebet', phone: '+254700000301', patient_id: '20086' },
    ...{ parent: above('kaya', ...inZone), latitude: 0.001, longitude: 36.8 },
  },
  {
    ...{ _id: 'amos', type: 'person', name: 'Amos Kiprono', phone: '+254700000302', patient_id: '20087' },
    ...{ parent: above('kaya', ...inZone), latitude: 0.003, longitude: 36.8 },
  },
  { _id: 'peter-person', type: 'person', name: 'Peter', parent: above('district') },
  volunteer('ada', 'Ada', 0.002),
  volunteer('ben', 'Ben', 0.01),
  volunteer('cat', 'Cat', 0.014),
  volunteer('dan', 'Dan', 0.03),
];

/** A Rounds with that zone, its volunteers at their phones, and `peter`, who sits in the office. */
export interface Zone extends ChatWorld {
  /** Volunteers by their ids. */
  phones: Record<string, Talking>;
  /** Somebody asks for help for Ruth. @returns id of the request */
  asksForHelp(id: string, fields?: object): Promise<string>;
  /** Asks a door of the server, as peter. */
  ask(path: string, body: object): Promise<Response>;
  /** Does something to a request, as peter. */
  act(request: string, body: object): Promise<Response>;
  dispatchOf(request: string): Promise<DispatchDoc>;
  /** Waits until a request is in a state. */
  comesTo(request: string, state: DispatchDoc['state']): Promise<DispatchDoc>;
}

const request = (_id: string, fields: object): Report => ({
  ...{ _id, type: 'data_record', form: 'help_request', content_type: 'xml', reported_date: Date.now() },
  ...{ fields: { patient_uuid: 'ruth', needs: 'groceries medicine', ...fields }, contact: { _id: 'peter-person' } },
});

/** @param dispatch more of the section of the settings */
export const zone = async (dispatch: object = {}, who = ['ada', 'ben', 'cat', 'dan']): Promise<Zone> => {
  const rounds = await chatWorld({
    docs: zoneDocs,
    limits: 'none',
    settings: all => ({
      ...all,
      dispatch: { zone_types: ['health_center'], ask: 2, rest_minutes: 0, radius_km: [2, 5], ...dispatch },
    }),
  });
  const user = {
    username: rounds.userName('peter'),
    roles: ['program_officer'],
    place: 'district',
    contact: 'peter-person',
  };
  await rounds.createUser(user);
  const peter = await rounds.login(rounds.userName('peter'));
  const phones: Record<string, Talking> = {};
  for (const id of who) {
    const person = people.addPerson(rounds.telegram, id);
    const answer = await rounds.fetch(`/api/v1/participants/${id}/invite`, { method: 'POST' });
    const { invite } = (await answer.json()) as { invite: string };
    phones[id] = talking(rounds, person);
    phones[id].write(`/start ${invite}`);
    await phones[id].heard(/Thank you/);
  }
  const dispatchOf = async (id: string) =>
    (await rounds.store().get<DispatchDoc>(dispatchId(id))) ?? ({ state: 'nothing' } as unknown as DispatchDoc);
  const ask = (path: string, body: object) =>
    peter.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    ...rounds,
    ask,
    phones,
    dispatchOf,
    asksForHelp: async (id, fields = {}) => {
      await rounds.store().write([request(id, fields)]);
      await until('the request is there', async () => (await dispatchOf(id))._id);
      return id;
    },
    act: (id, body) => ask(`/api/v1/dispatch/${encodeURIComponent(dispatchId(id))}`, body),
    comesTo: (id, state) =>
      until(`the request is ${state}`, async () => {
        const doc = await dispatchOf(id);
        return doc.state === state && doc;
      }),
  };
};
