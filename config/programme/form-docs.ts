import { createHash } from 'node:crypto';
import type { Attachment, Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { LocalText } from '../words/translations.ts';
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

/** What is wrong in a file. */
export interface FormFault {
  file: string;
  message: string;
}

/** What a form is for, by its folder: reports, contacts, lessons for users, or another app that collects data. */
export type FormKind = 'app' | 'contact' | 'training' | 'collect';

interface FormSource {
  kind: FormKind;
  /** Name of the file without `.xml`. */
  name: string;
  file: string;
  xml: string;
  /** Text of its `.properties.json`, when it has one. */
  properties: string | undefined;
  media: Record<string, Attachment>;
  time: Ms;
}

/** The id of a form in CHT's convention: `pregnancy`, `contact:person:create`, `training:visits`. */
export const internalIdOf = (kind: FormKind, name: string): string => {
  if (kind === 'contact') return `contact:${name.replace(/-(create|edit)$/, ':$1')}`;
  return kind === 'training' ? `training:${name}` : name;
};

/** For whom a form is where its properties say nothing. Absent: what {@link FormDoc} says. */
const contexts: Partial<Record<FormKind, Record<string, boolean>>> = {
  contact: { person: false, place: false },
  collect: { collect: true },
};

/** The document of an XForm, or what is wrong with its files. */
export const formDoc = ({
  kind,
  name,
  file,
  xml,
  properties: text,
  media,
  time,
}: FormSource): { doc?: FormDoc; faults: FormFault[] } => {
  const internalId = internalIdOf(kind, name);
  const faults: FormFault[] = [];
  const { properties, fault } = readProperties(text);
  if (fault) faults.push({ file: file.replace(/\.xml$/, '.properties.json'), message: fault });
  const { id, title, faults: unread } = readXForm(xml);
  faults.push(...unread.map(message => ({ file, message })));
  if (unread.length === 0 && id !== internalId)
    faults.push({ file, message: `has the id ${id} inside; it must be ${internalId}` });
  if (faults.length) return { faults };
  const doc: FormDoc = {
    ...(contexts[kind] ? { context: contexts[kind] } : {}),
    ...properties,
    _id: `form:${internalId}`,
    type: 'form',
    internalId,
    title: (properties.title as LocalText | undefined) ?? title ?? name,
    xmlVersion: { time, sha256: createHash('sha256').update(xml).digest('hex') },
    _attachments: { xml: { content_type: 'application/xml', data: Buffer.from(xml).toString('base64') }, ...media },
  };
  return { doc, faults };
};

const readProperties = (text: string | undefined): { properties: Record<string, unknown>; fault?: string } => {
  if (text === undefined) return { properties: {} };
  try {
    const properties: unknown = JSON.parse(text);
    if (typeof properties === 'object' && properties !== null && !Array.isArray(properties))
      return { properties: properties as Record<string, unknown> };
    return { properties: {}, fault: 'is not an object' };
  } catch (error) {
    return { properties: {}, fault: (error as Error).message };
  }
};
