import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, reportSubjectIds } from '@rounds/ddocs/documents/reports.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import type { Erased } from './person.ts';
import { withoutPerson } from './scrub.ts';

/** What becomes of a document in which somebody stands who is erased. */
export type Fate = { is: 'erased' } | { is: 'scrubbed'; doc: Doc } | { is: 'kept' };

const erased: Fate = { is: 'erased' };

/** Kinds that are about one person; they go whole. */
const ofOnePerson = ['run:', 'review:', 'consent:', 'to:', 'member:', 'file:', 'work:', 'flag:'];

const scrub = (doc: Doc, person: Erased): Fate => {
  const next = withoutPerson(doc, person);
  return next === doc ? { is: 'kept' } : { is: 'scrubbed', doc: next };
};

/** Whom all the messages of a typed message go to. */
const receivers = ({ tasks = [] }: Report): string[] =>
  tasks.flatMap(({ messages = [] }) => messages.map(({ to, contact }) => contact?._id ?? String(to)));

const ofReport = (report: Report, person: Erased): Fate => {
  const { names } = person;
  const about = reportSubjectIds(report);
  if (about.some(id => names.has(id))) return erased;
  const isHers = names.has(String(report.contact?._id)) || names.has(String(report.from));
  // What she said in a group, or to us, is hers; what she reported of somebody else is his.
  if (isHers && (about.length === 0 || report.chat_message?.group !== undefined)) return erased;
  const to = receivers(report);
  if (report.kujua_message === true && to.length > 0 && to.every(each => names.has(each))) return erased;
  return scrub(report, person);
};

/** An event that she announced stays, because others may be on their way there; her words and her name do not. */
const ofEvent = (event: EventDoc, person: Erased, also: ReadonlySet<string>): Fate => {
  const { from } = event;
  if (!from || (!also.has(from.post) && !person.names.has(String(from.author)))) return scrub(event, person);
  const { author: _, url: __, ...source } = from;
  const { tags: ___, ...rest } = event;
  return { is: 'scrubbed', doc: withoutPerson({ ...rest, title: '…', from: source } as EventDoc, person) };
};

/**
 * What becomes of a document when somebody is erased: what is about her, or by her about nobody else, goes whole; from what
 * is of others she is taken out.
 * @param also ids of documents that go with her: what refers to one, and is of one person, goes too
 */
export const fateOf = (doc: Doc, person: Erased, also: ReadonlySet<string> = new Set()): Fate => {
  const { id, names } = person;
  if (doc._id === id) return erased;
  if (isReport(doc)) return ofReport(doc, person);
  if (ofOnePerson.some(prefix => doc._id.startsWith(prefix))) return erased;
  if (isEvent(doc)) return ofEvent(doc, person, also);
  const of = [doc.contact, doc.owner, (doc.emission as { forId?: unknown } | undefined)?.forId];
  const isOfHers = of.some(each => typeof each === 'string' && (names.has(each) || also.has(each)));
  if (isOfHers) return erased;
  return scrub(doc, person);
};
