import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { contactOf } from '../contacts/contact-of.ts';
import { withLineage } from '../contacts/placed.ts';
import type { EngineOptions } from '../engine/desk.ts';
import type { Needs, Reads, Seen } from '../engine/rule.ts';
import { see } from '../engine/see.ts';
import { hydrated } from '../reports/hydrated.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';

/** Looks up facts about documents as the engine does, in a handful of requests however many there are. */
export interface Look {
  /** The facts about each document, by its id. */
  facts<Of extends Doc, Named extends Reads<Of>>(
    docs: readonly Of[],
    asked: { reads: Named } & Needs<Of, Named>,
  ): Promise<Map<string, Seen<Named>>>;
  /** Each document with its sender and subject, or its places, in full, as alerts and pushes know it. */
  hydrate(docs: readonly Doc[]): Promise<Map<string, Record<string, unknown>>>;
}

export const openLook = (options: EngineOptions): Look => ({
  facts: (docs, asked) => see(docs, asked, options),
  hydrate: async docs => {
    const [reports, contacts] = [docs.filter(isReport), docs.filter(doc => !isReport(doc)) as Contact[]];
    const about = await see(reports, { reads: { sender, subject } }, options);
    const above = await see(contacts, { reads: { contactOf }, needs: ({ _id }) => ({ contactOf: [_id] }) }, options);
    const whole = reports.map(report => {
      const seen = about.get(report._id)!;
      return [report._id, hydrated({ report, ...seen })] as const;
    });
    const placed = contacts.map(doc => {
      const found = above.get(doc._id)!.contactOf(doc._id);
      return [doc._id, found ? withLineage(found) : doc] as const;
    });
    return new Map<string, Record<string, unknown>>([...whole, ...placed]);
  },
});
