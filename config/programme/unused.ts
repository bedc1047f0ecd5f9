import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Noted } from './noted.ts';

/** What of CHT's settings is kept as it came and has no effect in Rounds yet, each with what it would do. */
const sections: Readonly<Record<string, string>> = {
  assetlinks: 'opens links in the Android app of CHT',
  case_reports: 'keeps the reports of a case together',
  contact_display_short: 'shortens the names of contacts in lists',
  dhis_data_sets: 'names data sets for the export to DHIS2',
  header_tabs: 'changes the icons of the tabs',
  loglevel: 'says how much the server writes into its log',
  oidc_provider: 'lets users log in through another service',
  public_access: 'lets people in who do not log in',
  transition_defaults: 'fills in what transitions do not say',
  unallocated_data_records: 'lets some see reports that belong to nobody',
};

/** Parts of XForms that are kept and have no effect yet. */
const inForms: readonly [find: RegExp, what: string][] = [
  [/\bappearance="[^"]*\bmrdt-verify\b/, 'mrdt-verify: only the Android app of CHT can ask it; it is saved unanswered'],
  [
    /\bappearance="[^"]*\bandroid-app-launcher\b/,
    'android-app-launcher: other apps are not started; its fields are typed',
  ],
  [/\bappearance="[^"]*\bimage-map\b/, 'image-map: choices are shown as a list instead of places of a picture'],
  [/\bappearance="[^"]*\bprinter\b/, 'printer: nothing is printed'],
  [/<(?:\w+:)?recordaudio\b/, 'background-audio: nothing is recorded'],
  [/<(?:\w+:)?setgeopoint\b/, 'background-geopoint and start-geopoint: the position is told with the report instead'],
  [/<(?:\w+:)?entity\b/, 'entities: no list of entities is kept'],
  [/<(?:\w+:)?audit\b/, 'audit: how a form was filled in is not recorded'],
];

/** Documents besides settings and forms that are kept and have no effect yet. */
const documents: Readonly<Record<string, { file: string; what: string }>> = {
  'privacy-policies': { file: 'privacy-policies.json', what: 'the app does not ask anybody to accept a policy' },
};

/** Forms that come out of a folder, each with its file. */
export type FormFiles = ReadonlyMap<string, string>;

/**
 * What of a programme is taken and has no effect yet: so that nobody waits for it.
 * @param placeOf where a section of the settings stands
 * @param files where forms come from, by the ids of their documents
 */
export const unusedOf = (
  docs: readonly Doc[],
  placeOf: (section: string) => { file: string; line?: number },
  files: FormFiles,
): Noted[] => docs.flatMap(doc => unusedIn(doc, placeOf, files).map(each => ({ ...each, fate: 'unused' as const })));

const unusedIn = (
  doc: Doc,
  placeOf: (section: string) => { file: string; line?: number },
  files: FormFiles,
): Noted[] => {
  if (doc._id === 'settings')
    return Object.keys((doc.settings ?? {}) as object).flatMap(path =>
      Object.hasOwn(sections, path) ? [{ ...placeOf(path), path, message: sections[path]! }] : [],
    );
  const known = documents[doc._id];
  if (known) return [{ file: known.file, message: known.what }];
  return doc._id.startsWith('form:') ? unusedInForm(doc, files.get(doc._id) ?? doc._id) : [];
};

/** What of one form has no effect yet. @param file what it is called in what is told of it */
export const unusedInForm = (doc: Doc, file: string): Noted[] => {
  const data = doc._attachments?.xml?.data;
  const xml = typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : '';
  const { context, xml2sms } = doc as { context?: { collect?: unknown }; xml2sms?: unknown };
  return [
    ...(context?.collect ? [{ file, message: 'is for ODK Collect: the app does not offer it' }] : []),
    ...(xml2sms ? [{ file, message: 'xml2sms: reports go over the network, never by SMS of the phone' }] : []),
    ...unusedInXml(xml).map(message => ({ file, message })),
  ];
};

/** What of an XForm has no effect yet. */
export const unusedInXml = (xml: string): string[] => inForms.flatMap(([find, what]) => (find.test(xml) ? [what] : []));
