import { type DispatchDoc, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { happenTo } from '@rounds/sentinel/dispatch/happen.ts';
import { giveOwners } from '@rounds/sentinel/dispatch/owners.ts';
import { expect } from 'chai';
import {
  contact,
  day,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../engine/sentinel-in-memory.ts';

const chat = (sign: string) => `chat:${sign.repeat(22)}`;
const volunteer = (name: string) =>
  contact(name, 'person', ['centre', 'district'], {
    ...{ latitude: 0.001, longitude: 36.8, volunteer: { status: 'active' } },
    addresses: [{ address: chat(name.charAt(0)) }],
  });
const rank = { km: 1, near: 1, load: 1, rest: 1, answers: 1, total: 1 };
const whom = (name: string) => ({ volunteer: name, address: chat(name.charAt(0)), rank });

describe('A request that is put right on its report', () => {
  let world: SentinelInMemory;
  const open = async (dispatch: object = {}, docs: Doc[] = []) => {
    world = await sentinelInMemory({
      settings: { default_timezone: 'UTC', dispatch: { confirm: 'auto', ...dispatch } },
      docs: [...village(), volunteer('ada'), volunteer('ben'), ...docs],
    });
  };
  afterEach(() => world?.close());

  const parts = () => ({ main: world.main, programme: () => world.programme, now: () => world.clock.now });
  const asksForHelp = async (id: string, fields: object = {}, subject = 'ann of north'): Promise<DispatchDoc> => {
    const made = report('help_request', subject, { _id: id });
    await world.put({ ...made, fields: { ...made.fields, needs: 'medicine', address: 'Red gate', ...fields } });
    await world.settle();
    return (await world.main.get<DispatchDoc>(dispatchId(id)))!;
  };
  const edit = async (id: string, fields: object) => {
    world.clock.now += 1000;
    const stored = await world.report(id);
    await world.put({ ...stored, fields: { ...stored.fields, ...fields } });
    await world.settle();
  };
  const now = () => world.main.get<DispatchDoc>(dispatchId('help')) as Promise<DispatchDoc>;
  const said = async (to: string): Promise<string[]> =>
    (await world.main.range<Report>({ from: '', to: '\ufff0', limit: 1000 }))
      .filter(({ sent_by: by }) => by === 'dispatch')
      .sort((a, b) => Number(a.reported_date) - Number(b.reported_date))
      .map(({ tasks }) => tasks![0]!.messages![0]!)
      .filter(message => message.to === to)
      .map(({ message, chat: { edit } = {} }) => `${edit ? 'changed: ' : ''}${message.split('\n')[0]}`);
  const happens = (event: object) =>
    happenTo(parts(), dispatchId('help'), () => ({ at: world.clock.now, ...event }) as never);

  it('says so from then on, once for each correction, and keeps what was asked for before', async () => {
    await open();
    await asksForHelp('help');
    await edit('help', { address: 'Blue gate', needs: 'groceries' });
    const { help, events } = await now();
    expect([help.address, help.needs]).to.deep.equal(['Blue gate', ['groceries']]);
    expect(events.filter(({ kind }) => kind === 'corrected')).to.have.length(1);
    world.restart('0');
    await world.settle();
    expect((await now()).events).to.deep.equal(events);
    // Back to what it was is a correction as well.
    await edit('help', { address: 'Red gate', needs: 'medicine' });
    await edit('help', { address: 'Blue gate', needs: 'groceries' });
    expect((await now()).events.filter(({ kind }) => kind === 'corrected')).to.have.length(3);
    expect((await now()).help.address).to.equal('Blue gate');
  });

  it('is read by who was asked in the message that stands', async () => {
    await open();
    await asksForHelp('help');
    await happens({
      id: 'asks',
      kind: 'asked',
      wave: 1,
      km: 1,
      mode: 'manual',
      limits: (await now()).limits,
      whom: [whom('ada')],
    });
    await edit('help', { needs: 'groceries' });
    expect(await said(chat('a'))).to.deep.equal(['dispatch.say.offer', 'changed: dispatch.say.offer']);
  });

  it('is told to who goes, in the message with the address and in a new one', async () => {
    await open();
    await asksForHelp('help');
    await happens({ id: 'gives', kind: 'assigned', who: 'ada', whom: whom('ada'), limits: (await now()).limits });
    await happens({ id: 'well', kind: 'press', who: 'ada', turn: 1, code: 'well' });
    await edit('help', { address: 'Blue gate' });
    const all = await said(chat('a'));
    expect(all.slice(-2)).to.deep.equal(['changed: dispatch.say.details', 'dispatch.say.corrected']);
    const texts = JSON.stringify(await world.main.range<Report>({ from: '', to: '\ufff0', limit: 1000 }));
    expect(texts).to.include('dispatch.say.line.address');
  });

  it('is another person’s from then on, where somebody else is named', async () => {
    await open();
    await asksForHelp('help');
    await edit('help', { patient_id: 'ben of south' });
    expect((await now()).help.beneficiary).to.equal('ben of south');
    expect((await world.report('help')).dispatch).to.deep.include({ state: 'confirmed' });
  });

  it('does not change by what the sentinel itself writes on the report', async () => {
    await open();
    await asksForHelp('help');
    await world.settle();
    expect((await now()).events.map(({ kind }) => kind)).to.deep.equal(['opened']);
  });

  describe('and who looks after it', () => {
    const user = (name: string, place?: string): Doc => ({
      ...{ _id: `org.couchdb.user:${name}`, type: 'user-settings', name, roles: ['program_officer'] },
      ...(place ? { facility_id: place } : {}),
    });
    const here = (name: string, ago: number): Doc => ({
      ...{ _id: `connected-user-${name}`, type: 'connected-user', user: name, timestamp: wednesday - ago },
    });
    const ownerOf = async (id: string) => (await world.main.get<DispatchDoc>(dispatchId(id)))!.owner;

    it('is given to each in turn of those who were here lately and see who is helped', async () => {
      await open({ owners: ['peter', 'rehema', 'away', 'elsewhere', 'gone'] }, [
        ...[user('peter'), user('rehema', 'centre'), user('away'), user('elsewhere', 'south')],
      ]);
      await world.side.write([
        ...[here('peter', day), here('rehema', 1), here('away', 3 * day), here('elsewhere', 1), here('gone', 1)],
      ]);
      for (const id of ['one', 'two', 'three', 'four']) {
        await asksForHelp(id);
        expect(await giveOwners(parts(), world.side)).to.equal(1);
        world.clock.now += 1000;
      }
      const owners = await Promise.all(['one', 'two', 'three', 'four'].map(ownerOf));
      expect(owners.filter(name => name === 'peter')).to.have.length(2);
      expect(owners.filter(name => name === 'rehema')).to.have.length(2);
      expect(await giveOwners(parts(), world.side)).to.equal(0);
    });

    it('is given to whoever there is, where nobody was here lately', async () => {
      await open({ owners: ['away'] }, [user('away')]);
      await asksForHelp('one');
      await giveOwners(parts(), world.side);
      expect(await ownerOf('one')).to.equal('away');
    });

    it('is nobody where the programme names nobody', async () => {
      await open();
      await asksForHelp('one');
      expect(await giveOwners(parts(), world.side)).to.equal(0);
      expect(await ownerOf('one')).to.equal(undefined);
    });
  });
});
