import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

describe('a participant who was invited', function () {
  this.timeout(120_000);
  let place: ChatWorld;
  before(async () => {
    place = await chatWorld({
      docs: [{ _id: 'p1', type: 'person', name: 'Participant', study_id: 'S-01', reported_date: 1 }],
    });
  });
  after(() => place?.close());

  const invite = async (): Promise<string> => {
    const answer = await place.fetch('/api/v1/participants/p1/invite', { method: 'POST' });
    return ((await answer.json()) as { invite: string }).invite;
  };
  const addresses = async () => (await place.store().get<Contact>('p1'))?.addresses ?? [];

  it('is known by her chat once she opens the link, and nobody else by the same one', async () => {
    const [eve, mallory] = ['Eve', 'Mallory'].map(name => people.addPerson(place.telegram, name));
    const token = await invite();
    place.write(eve!, `/start ${token}`);
    await place.hears(eve!, /Participant/);
    await until('the chat is hers', async () => (await addresses()).length === 1);
    place.write(mallory!, `/start ${token}`);
    await until('Mallory is answered', () => place.saidTo(mallory!).length > 0);
    expect(await addresses()).to.have.length(1);
  });
});
