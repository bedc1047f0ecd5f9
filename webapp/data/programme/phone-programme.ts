import { withDefaultPermissions } from '@rounds/config/permissions/defaults.ts';
import { may as mayByRights } from '@rounds/config/permissions/permissions.ts';
import { isChosen } from '@rounds/config/sections/is-on.ts';
import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { sameForm } from '@rounds/ddocs/documents/reports.ts';
import { isTraining } from '@rounds/ddocs/documents/trainings.ts';
import type { DuplicateCheck } from '@rounds/sentinel/forms/duplicates.ts';
import { isAbout } from '@rounds/sentinel/forms/offers.ts';
import { type MutingSettings, verifiersOf } from '@rounds/sentinel/muting/forms.ts';
import { bundledLanguages } from './bundled-languages.ts';

/** A type of contact as the programme describes it. */
export interface TypeOfContact extends ContactType {
  name_key?: string;
  group_key?: string;
  create_key?: string;
  icon?: string;
  /** Key of the words for who is the primary contact of such a place. */
  primary_contact_key?: string;
  /** Such persons are listed by their dates of birth, the oldest first. */
  sort_by_dob?: boolean;
  create_form?: string;
  edit_form?: string;
}

/** A `form:<id>` document without its attachments. */
export interface FormDoc {
  _id: string;
  internalId: string;
  /** Words by language, or one for all. */
  title?: string | { locale: string; content: string }[];
  context?: {
    person?: boolean;
    place?: boolean;
    collect?: boolean;
    expression?: string;
    permission?: string | string[];
    /** Of a training: from which day on, for how many days, and to which roles it is shown. */
    start_date?: unknown;
    duration?: unknown;
    user_roles?: unknown;
  } | null;
  icon?: string;
  /** How a contact form tells whether somebody is there already. */
  duplicate_check?: DuplicateCheck;
  /** When its XForm was made, and its sum: told with every document that it makes. */
  xmlVersion?: { time: number; sha256: string };
  /** Changes with the form, so that a form read once is read again only then. */
  _rev?: string;
}

/** The words of a `messages-<locale>` document; `custom` lies over `generic`. */
export interface MessagesDoc {
  code: string;
  name?: string;
  enabled?: boolean;
  generic?: Record<string, string>;
  custom?: Record<string, string>;
}

/** The settings in so far as screens read them; rules read the whole checked settings. */
interface Settings {
  contact_types?: TypeOfContact[];
  permissions?: Record<string, string[]>;
  muting?: { mute_forms?: string[]; unmute_forms?: string[] };
  roles?: Record<string, { name?: string }>;
  transitions?: Record<string, unknown>;
  languages?: { locale: string; enabled?: boolean }[];
  locale?: string;
  multipart_sms_limit?: number;
  forms?: Record<string, { meta?: { label?: string | Record<string, string>; translation_key?: string } }>;
}

/** What the programme says, as screens read it: types, forms, permissions, languages. */
export interface PhoneProgramme {
  apply(docs: readonly Doc[]): void;
  /** All that was taken, to be handed to `apply` at the next start. */
  docs(): Doc[];
  types(): readonly TypeOfContact[];
  type(id: string): TypeOfContact | undefined;
  /** Types that may lie directly below one. */
  typesBelow(id: string): TypeOfContact[];
  /**
   * Whether one of the user's roles has a permission, by the rule that the server goes by: one that the programme
   * does not name is as in the default one.
   */
  may(permission: string): boolean;
  form(internalId: string): FormDoc | undefined;
  /** The name of a form for SMS: words, a key of words, or words by language; undefined where it has none. */
  smsLabel(code: string): string | Record<string, string> | undefined;
  /**
   * Forms for reports about a person or a place, in the order of their ids; without those that mute where muting is
   * off.
   */
  forms(about: 'person' | 'place'): FormDoc[];
  /** Forms of trainings, whomever they are for. */
  trainings(): FormDoc[];
  /** What a form does to the one it is about. */
  mutes(form: string | undefined): 'mute' | 'unmute' | null;
  /** Roles of which somebody must verify what a form does; none for whoever may verify. Undefined where nobody need. */
  verifiers(form: string | undefined): string[] | undefined;
  /** The settings of muting, unchecked. */
  mutingSettings(): MutingSettings;
  /** The key of the words of a role; undefined where it has none. */
  roleKey(role: string): string | undefined;
  /** How many SMS one message may be: `multipart_sms_limit` of the settings, else 10. */
  smsLimit(): number;
  /** The stored settings, unchecked; null before they came. */
  rawSettings(): unknown;
  languages(): { code: string; name: string }[];
  defaultLanguage(): string | undefined;
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** The four types of programmes that name none. */
const legacy: TypeOfContact[] = [
  { id: 'district_hospital' },
  { id: 'health_center', parents: ['district_hospital'] },
  { id: 'clinic', parents: ['health_center'] },
  { id: 'person', parents: ['district_hospital', 'health_center', 'clinic'], person: true },
];

/** The documents of the programme that the phone has taken. */
interface Held {
  settings: (Doc & { settings?: Settings }) | undefined;
  forms: Map<string, FormDoc>;
  messages: Map<string, MessagesDoc & Doc>;
}

/** @param onMessages is handed each document of words */
export const phoneProgramme = (roles: readonly string[], onMessages: (doc: MessagesDoc) => void): PhoneProgramme => {
  const held: Held = { settings: undefined, forms: new Map(), messages: new Map() };
  const changed = new EventTarget();
  const settings = () => held.settings?.settings ?? {};
  const types = () => (settings().contact_types?.length ? settings().contact_types! : legacy);
  const may = (permission: string) =>
    mayByRights({ permissions: withDefaultPermissions(settings().permissions) }, roles, permission);

  return {
    apply(docs) {
      const taken = docs.filter(doc => take(held, doc, onMessages));
      if (taken.length > 0) changed.dispatchEvent(new Event('programme'));
    },
    docs: () => [
      ...(held.settings ? [held.settings] : []),
      ...([...held.forms.values()] as unknown as Doc[]),
      ...held.messages.values(),
    ],
    types,
    type: id => types().find(each => each.id === id),
    typesBelow: id => types().filter(({ parents }) => parents?.includes(id)),
    may,
    form: internalId =>
      [...held.forms.values()].find(form => form.internalId === internalId) ?? held.forms.get(`form:${internalId}`),
    smsLabel: code => {
      const { label, translation_key } =
        Object.entries(settings().forms ?? {}).find(([known]) => sameForm(known, code))?.[1]?.meta ?? {};
      return label ?? (translation_key === undefined ? undefined : { translation_key });
    },
    forms: about => offered([...held.forms.values()], about, may).filter(form => doesSomething(settings(), form)),
    trainings: () => [...held.forms.values()].filter(({ internalId }) => isTraining(internalId)),
    mutes: form => effectOf(settings(), form),
    verifiers: form => verifiersOf(form, mutingIn(settings())),
    mutingSettings: () => mutingIn(settings()),
    roleKey: role => settings().roles?.[role]?.name,
    smsLimit: () => smsLimitIn(settings()),
    rawSettings: () => held.settings?.settings ?? null,
    languages: () => languagesOf(settings(), [...held.messages.values()]),
    defaultLanguage: () => settings().locale,
    onChange: (listener, signal) => changed.addEventListener('programme', listener, { signal }),
  };
};

/** Takes a document that belongs to the programme. @returns whether it does */
const take = (held: Held, doc: Doc, onMessages: (doc: MessagesDoc) => void): boolean => {
  const { _attachments: _, ...rest } = doc;
  if (doc._id === 'settings' && !doc._deleted) held.settings = rest as Doc;
  else if (doc._id.startsWith('form:') && doc._deleted) held.forms.delete(doc._id);
  else if (doc._id.startsWith('form:')) held.forms.set(doc._id, rest as unknown as FormDoc);
  else if (doc.type === 'translations' && typeof doc.code === 'string' && doc.code !== '') {
    held.messages.set(doc._id, rest as unknown as MessagesDoc & Doc);
    onMessages(rest as unknown as MessagesDoc);
  } else return false;
  return true;
};

const offered = (
  forms: readonly FormDoc[],
  about: 'person' | 'place',
  may: (permission: string) => boolean,
): FormDoc[] =>
  forms
    .filter(({ _id, internalId }) => internalId && !/^form:(contact|training):/.test(_id))
    .filter(({ context }) => !context?.collect && isAbout(context, about))
    .filter(form => holds(form, may))
    .sort((a, b) => (a._id < b._id ? -1 : 1));

/** Whether the user holds the permissions that a form asks for. */
const holds = ({ context }: FormDoc, may: (permission: string) => boolean): boolean =>
  ([] as string[]).concat(context?.permission ?? []).every(may);

/** Whether the user may fill in a form, by its permissions alone; one that is not there is none of his affair. */
export const isHeld = ({ form, may }: Pick<PhoneProgramme, 'form' | 'may'>, internalId: string): boolean => {
  const known = form(internalId);
  return !known || holds(known, may);
};

const mutingIn = ({ muting, transitions = {} }: Settings): MutingSettings =>
  ({ muting, transitions, notifications: undefined }) as unknown as MutingSettings;

const effectOf = ({ muting }: Settings, form: string | undefined): 'mute' | 'unmute' | null => {
  const { mute_forms = [], unmute_forms = [] } = muting ?? {};
  if (mute_forms.some(each => sameForm(each, form))) return 'mute';
  return unmute_forms.some(each => sameForm(each, form)) ? 'unmute' : null;
};

/** Whether a form does what it is for: one that mutes does nothing where muting is off. */
const doesSomething = (settings: Settings, { internalId }: FormDoc): boolean =>
  effectOf(settings, internalId) === null || isChosen(settings.transitions?.muting);

const smsLimitIn = ({ multipart_sms_limit }: Settings): number => {
  const limit = Number(multipart_sms_limit);
  return limit >= 1 ? limit : 10;
};

/** The languages that are bundled or have a document of words, those that the settings switch off left out. */
const languagesOf = (settings: Settings, docs: readonly MessagesDoc[]): { code: string; name: string }[] => {
  const enabled = settings.languages?.filter(each => each.enabled !== false).map(({ locale }) => locale);
  const named = new Map(bundledLanguages.map(({ code, name }) => [code, name]));
  for (const { code, name, enabled: on } of docs) if (on !== false) named.set(code, name ?? named.get(code) ?? code);
  return [...named]
    .map(([code, name]) => ({ code, name }))
    .filter(({ code }) => !enabled?.length || enabled.includes(code));
};

/**
 * The title of a form in a language, or in English, or its first one.
 * @param say words of a key, for titles that are keys
 */
export const titleOf = (
  form: FormDoc | undefined,
  locale: string,
  say: (key: string) => string | undefined,
): string => {
  if (!form) return '';
  const key = say(`form.${form.internalId}.title`);
  const { title } = form;
  if (typeof title === 'string') return say(title) ?? title;
  const titles = Array.isArray(title) ? title.filter(each => typeof each?.content === 'string') : [];
  const found = titles.find(each => each.locale === locale) ?? titles.find(each => each.locale === 'en') ?? titles[0];
  return found?.content ?? key ?? form.internalId;
};
