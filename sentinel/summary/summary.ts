import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';

/** What the summary of a contact is made from. */
export interface SummaryFacts {
  /** `muted` is true or false, also by a place above; `mutedSince` says since when, where anybody knows. */
  contact: Doc;
  /** Reports about it, of a place also about its people; the newest first. */
  reports: readonly Doc[];
  /** Places above, nearest first; null for one that is not here. */
  lineage: readonly (Doc | null)[];
  uhcStats: object;
  /** Target documents of this and the two periods before. */
  targetDocs: readonly unknown[];
}

/** A value that is shown with a label. */
export interface SummaryField {
  label: string;
  value?: unknown;
  /** Whether the value is a key of words. */
  translate?: boolean;
  /** How the value is shown, such as `age`. */
  filter?: string;
  /** Of 12 columns. */
  width?: number;
  icon?: string;
  context?: Record<string, unknown>;
}

/** Several values under a heading. */
export interface SummaryCard {
  label: string;
  fields: SummaryField[];
  collapsed?: boolean;
}

/** What is shown of a contact, and what forms are told of it. */
export interface Summary {
  fields: SummaryField[];
  cards: SummaryCard[];
  context: Record<string, unknown>;
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (given: unknown): SummaryField[] =>
  (Array.isArray(given) ? given : []).filter(isFields).map(each => ({
    label: String(each.label ?? ''),
    value: each.value,
    ...(each.translate ? { translate: true } : {}),
    ...(typeof each.filter === 'string' ? { filter: each.filter } : {}),
    ...(Number(each.width) >= 1 && Number(each.width) <= 12 ? { width: Math.round(Number(each.width)) } : {}),
    ...(typeof each.icon === 'string' ? { icon: each.icon } : {}),
    ...(isFields(each.context) ? { context: each.context } : {}),
  }));

/** A summary as a programme's code gave it, in so far as it can be shown; what is no list is none. */
export const summaryOf = (given: unknown): Summary => {
  const said = isFields(given) ? given : {};
  return {
    fields: fieldsOf(said.fields),
    cards: (Array.isArray(said.cards) ? said.cards : []).filter(isFields).map(({ label, fields, collapsed }) => ({
      label: String(label ?? ''),
      fields: fieldsOf(fields),
      ...(collapsed === undefined ? {} : { collapsed: !!collapsed }),
    })),
    context: isFields(said.context) ? said.context : {},
  };
};

/** A contact as its summary sees it: muted or not, also through a place above, and since when. */
export const withMuted = (
  contact: Contact,
  lineage: readonly (Contact | null)[],
  silent: boolean,
): Contact & { muted: boolean | Contact['muted']; mutedSince?: unknown } => {
  const muted = [contact, ...lineage].find(each => !!each?.muted)?.muted;
  return {
    ...contact,
    muted: (silent || !!muted) as never,
    ...(typeof muted === 'string' || typeof muted === 'number' ? { mutedSince: muted } : {}),
  };
};
