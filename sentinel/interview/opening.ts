import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { UserSettings } from '@rounds/ddocs/documents/users.ts';
import type { Choosing } from '../forms/filling.ts';
import type { FormNamed, Purpose } from '../forms/purpose.ts';
import type { Found, Input, Place, Stepped } from './place.ts';
import type { Shown } from './shown.ts';

/** What it takes to open a form for somebody; plain data, since it goes to another thread. */
export interface Opening {
  purpose: Purpose;
  form: FormNamed;
  /** The XForm. */
  text: string;
  /** Whom it is about. */
  contact: Contact;
  /** The contact of the person who fills it in. */
  me: Contact | null;
  settings: UserSettings | null;
  language: string;
  /** What was answered so far, as {@link Turned.draft} gave it. */
  draft?: string;
  /** The document `zscore-charts`. */
  charts?: unknown;
}

/** A form as it stands, and what is shown of it. */
export interface Turned extends Stepped {
  shown: Shown;
  /** All that was answered, to go on with after a restart. */
  draft: string;
}

/**
 * What a form is asked to do. `mark` names what happened last to the form as it is stored: the one in memory is gone on
 * with only where it has the same.
 */
export type Request =
  | { is: 'begin'; run: string; mark: string }
  | { is: 'show'; run: string; mark: string; place: Place }
  /** `next` is the mark that it has afterwards. */
  | { is: 'act'; run: string; mark: string; next: string; place: Place; input: Input }
  | { is: 'docs'; run: string; mark: string; id: string; now: Ms; subjectMuted: boolean };

/** What a form in its thread asks of the process around it: all of it within what the person may see. */
export interface Outside {
  /** What it takes to open the form, where it is not in memory. */
  opening(): Promise<Opening>;
  get(id: string): Promise<unknown>;
  getMany(ids: readonly string[]): Promise<unknown[]>;
  find(choosing: Choosing, words: string): Promise<Found>;
  /** A file of the form, such as `jr://file/places.csv`; null where there is none. */
  file(address: string): Promise<Uint8Array | null>;
}

/** What goes to the thread: a request, or an answer to what it asked. */
export type ToThread =
  | { id: number; request: Request }
  | { id: number; answer: number; value?: unknown; failed?: string };

/** What comes from the thread: an answer, or a question about one of its requests. */
export type FromThread =
  | { id: number; done: unknown }
  | { id: number; failed: string }
  | { id: number; asks: number; name: keyof Outside; args: readonly unknown[] };
