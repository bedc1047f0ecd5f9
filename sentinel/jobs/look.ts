import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import { withLineage } from '../contacts/placed.ts';
import { type EngineOptions, openDesk } from '../engine/desk.ts';
import { factsFor } from '../engine/facts.ts';
import { gather } from '../engine/gather.ts';
import { type AnyRule, type Facts, listed, type Needs, rule } from '../engine/rule.ts';
import { hydrated } from '../reports/hydrated.ts';

/** Looks up facts about documents as the engine does, in a handful of requests however many there are. */
export interface Look {
  /** The facts about each document. */
  facts<Reads extends keyof Facts>(
    docs: readonly Doc[],
    reads: readonly Reads[],
    needs?: (doc: Doc) => Needs,
  ): Promise<Map<string, Pick<Facts, Reads>>>;
  /** Each document with its sender and subject, or its places, in full, as alerts and pushes know it. */
  hydrate(docs: readonly Doc[]): Promise<Map<string, Record<string, unknown>>>;
}

/** A rule from which nothing follows: what it reads is what is looked up. */
const asking = (on: 'report' | 'contact', reads: readonly (keyof Facts)[], needs?: (doc: Doc) => Needs): AnyRule =>
  listed(rule({ name: 'look', on, reads, concerns: () => true, run: () => null, ...(needs ? { needs } : {}) }));

export const openLook = (options: EngineOptions): Look => {
  const facts: Look['facts'] = async (docs, reads, needs) => {
    const desk = openDesk(options);
    desk.docs.know(
      docs.map(({ _id }) => _id),
      docs,
    );
    const concerns = docs.map(doc => ({ doc, rule: asking(isReport(doc) ? 'report' : 'contact', reads, needs) }));
    await gather(concerns, desk);
    return new Map(concerns.map(one => [one.doc._id, factsFor(one.doc, one.rule, desk)]));
  };
  return {
    facts,
    hydrate: async docs => {
      const [reports, contacts] = [docs.filter(isReport), docs.filter(doc => !isReport(doc))];
      const about = await facts(reports, ['sender', 'subject']);
      const above = await facts(contacts, ['contactOf'], ({ _id }) => ({ contacts: [_id] }));
      const whole = reports.map((report: Report) => {
        const { sender, subject } = about.get(report._id)!;
        return [report._id, hydrated(report, sender, subject)] as const;
      });
      const placed = contacts.map(doc => {
        const found = above.get(doc._id)!.contactOf(doc._id);
        return [doc._id, found ? withLineage(found) : doc] as const;
      });
      return new Map<string, Record<string, unknown>>([...whole, ...placed]);
    },
  };
};
