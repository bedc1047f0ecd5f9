import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { fieldsOf, withProfile } from '@rounds/sentinel/dialogues/results.ts';
import { sayingsByEvent } from '@rounds/sentinel/dialogues/step.ts';
import { type DialogueRunDoc, dialogueRunOf, isDialogueRun, saidFor } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysFor } from '@rounds/sentinel/dialogues/ways.ts';
import { opening } from '@rounds/sentinel/schedule/may-send.ts';
import { expect } from 'chai';
import { corpus, sequence } from '../../sentinel/dialogues/corpus.ts';
import { endsOtherwise, skipsIn } from '../../sentinel/dialogues/promises.ts';
import { type Crowd, crowd } from './crowd.ts';

const people = 8;

describe('A crowd in a study, over databases, with processes that are killed', function () {
  this.timeout(180_000);
  let left: Crowd;
  let runs: DialogueRunDoc[];
  const dialogueOf = ({ what }: DialogueRunDoc) => corpus[what.dialogue]!;
  const saidIn = (run: DialogueRunDoc) => {
    const ways = waysFor(left.sentinel.programme.settings, run);
    const by = sayingsByEvent(dialogueOf(run), dialogueRunOf(run), ways);
    return dialogueRunOf(run).events.flatMap(event => saidFor(run, dialogueOf(run), event, by.get(event.id) ?? []));
  };
  const contactOf = (id: string) => left.docs.find(({ _id }) => _id === id) as Contact;

  before(async () => {
    left = await crowd(people, 10);
    runs = left.docs.filter(isDialogueRun).sort((a, b) => a.started - b.started);
  });
  after(() => left?.sentinel.close());

  it('comes far, although processes were killed in the middle of what they did', () => {
    expect(left.crashes).to.be.above(5);
    expect(left.restarts).to.be.above(5);
    expect(runs.filter(({ state }) => state === 'done').length).to.be.above(people * 2);
  });

  it('has its dialogues in the order of the sequence, each once', () => {
    for (let nth = 0; nth < people; nth += 1) {
      const had = runs.filter(run => run.contact === `p${nth}`).map(({ what }) => what.dialogue);
      expect(had).to.deep.equal(sequence.slice(0, had.length));
    }
  });

  it('is told each thing once and skips no step: what stands to be said is what its answers come to, no more and no less', () => {
    const stands = left.docs.filter(({ _id, sent_by }) => _id && String(sent_by).startsWith('dialogue:')) as Report[];
    const texts = stands.filter(({ tasks }) => tasks?.[0]?.messages?.[0]?.message !== '');
    const wanted = runs.flatMap(saidIn);
    expect(texts.map(({ _id }) => _id).sort()).to.deep.equal(wanted.map(({ _id }) => _id).sort());
    for (const run of runs) {
      const ways = waysFor(left.sentinel.programme.settings, run);
      const said = [...sayingsByEvent(dialogueOf(run), dialogueRunOf(run), ways).values()].flat();
      expect(skipsIn(dialogueOf(run), said)).to.deep.equal([]);
    }
  });

  it('is begun nothing with, and told nothing that it did not ask for, in its quiet hours', () => {
    const { settings } = left.sentinel.programme;
    for (const run of runs)
      for (const { kind, at } of run.events.filter(({ kind }) => kind === 'tick' || kind === 'begin')) {
        if (kind === 'begin' && !run.derived?.unasked) continue;
        const placed = { contact: contactOf(String(run.contact)), lineage: [], phones: new Map() };
        expect(opening(at, placed, settings), `${kind} of ${run._id}`).to.equal(at);
      }
  });

  it('ends where its answers alone lead, with its reports and profiles', () => {
    expect(runs.flatMap(run => endsOtherwise(run, dialogueOf(run)))).to.deep.equal([]);
    for (const run of runs.filter(({ state }) => state === 'done')) {
      const { standing } = dialogueRunOf(run);
      const reports = left.docs.filter(
        ({ form, dialogue }) => form === run.what.dialogue && (dialogue as { run?: string })?.run === run._id,
      ) as Report[];
      expect(reports).to.have.lengthOf(1);
      expect(reports[0]!.fields).to.include(fieldsOf(standing));
    }
    for (const run of runs.filter(({ state }) => state === 'done')) {
      const person = contactOf(String(run.contact));
      const last = runs.findLast(each => each.contact === person._id && each.state === 'done')!;
      if (run === last) expect(withProfile(person, dialogueRunOf(run).standing, 'Europe/Madrid')).to.deep.equal(person);
    }
  });
});
