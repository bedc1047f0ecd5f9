import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type EngineOptions, openDesk } from './desk.ts';
import { factsFor, gather } from './gather.ts';
import { type Needs, type Reads, type Seen, seeing } from './rule.ts';

/**
 * Facts about documents, looked up as for a rule: in a handful of requests, however many documents there are. For timed
 * jobs.
 * @param asked `reads`, and `needs` where a fact asks for it, as in a rule
 * @returns by the id of the document
 */
export const see = async <Of extends Doc, Named extends Reads<Of>>(
  docs: readonly Of[],
  asked: { reads: Named } & Needs<Of, Named>,
  options: EngineOptions,
): Promise<Map<string, Seen<Named>>> => {
  const desk = openDesk(options);
  desk.docs.know(
    docs.map(({ _id }) => _id),
    docs,
  );
  const rule = seeing(asked);
  const concerns = docs.map(doc => ({ doc, rule }));
  await gather(concerns, desk);
  return new Map(concerns.map(one => [one.doc._id, factsFor(one, desk) as Seen<Named>]));
};
