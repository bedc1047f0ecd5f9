import type { DialoguePointer, DialogueVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { versionInForce } from '@rounds/sentinel/dialogues/built-in.ts';
import { hashOf, newestVersion, publish } from '@rounds/sentinel/dialogues/publish.ts';
import { expect } from 'chai';
import { v4 } from 'uuid';
import { PouchDB } from '../../../pouchdb.ts';
import { gardenDay } from './garden-day.ts';
import { dialogueOf } from './going.ts';

const garden = dialogueOf(gardenDay);
const changed = { ...garden, texts: { ...garden.texts, ca: { 'a.text': 'Hola!' } } };

describe('Versions of a dialogue', () => {
  let store: Store;
  beforeEach(() => {
    store = pouchStore(new PouchDB(v4(), { adapter: 'memory' }), {});
  });
  const pointer = () => store.get<DialoguePointer>('dialogue:garden_day');

  it('are counted, and never change', async () => {
    expect(await publish(store, garden, { by: 'peter', at: 0 })).to.deep.equal({ version: 1, isNew: true });
    expect(await publish(store, garden, { by: 'rehema', at: 1 })).to.deep.equal({ version: 1, isNew: false });
    expect(await publish(store, changed, { at: 2 })).to.deep.equal({ version: 2, isNew: true });
    expect(await publish(store, garden, { at: 3 })).to.deep.equal({ version: 3, isNew: true });
    expect((await pointer())?.versions.map(({ version, by }) => [version, by])).to.deep.equal([
      [1, 'peter'],
      [2, undefined],
      [3, undefined],
    ]);
    expect((await store.get<DialogueVersion>('dialogue:garden_day:2'))?.dialogue).to.deep.equal(changed);
    expect((await newestVersion(store, 'garden_day'))?.version).to.equal(3);
  });

  it('are told by what they say, not by the order in which they say it', () => {
    const { steps, texts, ...rest } = garden;
    expect(hashOf({ texts, ...rest, steps })).to.equal(hashOf(garden));
    expect(hashOf(changed)).not.to.equal(hashOf(garden));
  });

  it('are all kept when several publish at once', async () => {
    const all = ['u', 'v', 'w', 'x'].map(text => ({ ...garden, texts: { ...garden.texts, ca: { 'a.text': text } } }));
    const done = await Promise.all(all.map(each => publish(store, each, { at: 0 })));
    expect(done.map(({ version }) => version).sort()).to.deep.equal([1, 2, 3, 4]);
    expect((await pointer())?.versions.map(({ version }) => version)).to.deep.equal([1, 2, 3, 4]);
    expect((await pointer())?.newest).to.equal(4);
  });

  it('take up one that a crash left without anything pointing to it', async () => {
    await publish(store, garden, { at: 0 });
    const { _rev, ...written } = (await pointer())!;
    await publish(store, changed, { at: 1 });
    await store.write([{ ...written, _rev: (await pointer())!._rev! }]);
    expect(await publish(store, changed, { at: 2 })).to.deep.equal({ version: 2, isNew: true });
    expect((await pointer())?.newest).to.equal(2);
  });

  it('of a dialogue that comes with Rounds are published when it is first wanted', async () => {
    expect((await versionInForce(store, 'welcome', 0))?.version).to.equal(1);
    expect((await store.get<DialoguePointer>('dialogue:welcome'))?.versions[0]?.by).to.equal('rounds');
    expect(await versionInForce(store, 'nothing_like_it', 0)).to.equal(null);
  });
});
