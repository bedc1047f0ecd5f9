import { createHash } from 'node:crypto';
import type { Attachment, Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { LocalText } from '../words/translations.ts';
import type { Noted } from './noted.ts';
import { readXForm } from './xform.ts';

/** A document `form:<id>`: an XForm that is filled in on a screen. */
export interface FormDoc extends Doc {
  type: 'form';
  /** The report's `form`; `contact:<type>:<create|edit>` for a form that makes or changes a contact. */
  internalId: string;
  title: LocalText;
  /** For what the form is offered. Absent: in the list of reports only. */
  context?: FormContext;
  icon?: string;
  xmlVersion: { time: Ms; sha256: string };
}

/** For whom a form is offered on a profile. */
export interface FormContext {
  person?: boolean;
  place?: boolean;
  /** A condition on `contact`, as CHT's forms give it. */
  expression?: string;
  permission?: string;
}

/** What a form is for, by its folder: reports, contacts, lessons for users, or another app that collects data. */
export const formKinds = ['app', 'contact', 'training', 'collect'] as const;
/** @see formKinds */
export type FormKind = (typeof formKinds)[number];

interface FormSource {
  kind: FormKind;
  /** Name of the file without `.xml`. */
  name: string;
  file: string;
  xml: string;
  /** What its `.properties.json` holds, when it has one. */
  properties: unknown;
  media: Record<string, Attachment>;
  time: Ms;
  /** Names of the forms of its folder. */
  others: readonly string[];
}

/** The id of a form in CHT's convention: `pregnancy`, `contact:person:create`, `training:outreach`. */
export const internalIdOf = (kind: FormKind, name: string): string => {
  if (kind === 'contact') return `contact:${name.replace(/-(create|edit)$/, ':$1')}`;
  return kind === 'training' ? `training:${name}` : name;
};

/** For whom a form is where its properties say nothing. Absent: what {@link FormDoc} says. */
const contexts: Partial<Record<FormKind, Record<string, boolean>>> = {
  contact: { person: false, place: false },
  collect: { collect: true },
};

/** Ids that are written with dashes or colons are one, with the prefix of their kind or without. */
const isSame = (id: string, internalId: string): boolean => {
  const bare = (text: string) => text.replace(/^(form:)?(contact:|training:)?/, '').replaceAll(':', '-');
  return bare(id) === bare(internalId);
};

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The document of an XForm, or what is wrong with its files.
 *
 * A form is found by the name of its file. Reports of an app form are of the form that the id inside says, which is
 * what the rest of a programme goes by, unless another form has that name.
 */
export const formDoc = (source: FormSource): { doc?: FormDoc; faults: Noted[]; warnings: Noted[] } => {
  const { kind, name, file, xml, properties = {}, media, time, others } = source;
  const named = internalIdOf(kind, name);
  const { id, title, faults: unread } = readXForm(xml);
  const faults: Noted[] = unread.map(message => ({ file, message }));
  if (!isFields(properties))
    faults.push({ file: file.replace(/\.(xml|xlsx)$/i, '.properties.json'), message: 'is not an object' });
  if (faults.length > 0 || id === undefined || !isFields(properties)) return { faults, warnings: [] };
  const isOdd = !isSame(id, named);
  const internalId = isOdd && (kind === 'app' || kind === 'collect') && !others.includes(id) ? id : named;
  const line = file.endsWith('.xml') ? { line: xml.slice(0, xml.indexOf(`id="${id}"`)).split('\n').length } : {};
  const meaning = internalId === id ? `its reports are of the form ${id}` : `it is known as ${named}`;
  const doc: FormDoc = {
    ...(contexts[kind] ? { context: contexts[kind] } : {}),
    ...properties,
    _id: `form:${named}`,
    type: 'form',
    internalId,
    title: (properties.title as LocalText | undefined) ?? title ?? name,
    xmlVersion: { time, sha256: createHash('sha256').update(xml).digest('hex') },
    _attachments: { xml: { content_type: 'application/xml', data: Buffer.from(xml).toString('base64') }, ...media },
  };
  const warnings = isOdd ? [{ file, ...line, message: `has the id ${id} inside, not ${named}: ${meaning}` }] : [];
  return { doc, faults, warnings };
};
