import { withDefaultPermissions } from '../permissions/defaults.ts';
import { nearest } from '../sections/nearest.ts';
import { crossFaults, crossWarnings, unknownNames } from './checks.ts';
import { type Fault, faultsOf, sectionOf, type Unknown, wording } from './faults.ts';
import { sectionsOfCht, sectionsOfOldCht, sectionsOfRounds } from './known-sections.ts';
import { openNotes } from './leniency/notes.ts';
import { asMeant } from './leniency/read.ts';
import { type SectionName, type Settings, settingsSchema } from './settings.ts';
import { unknownWarnings } from './unknown-warnings.ts';

/** What came of reading settings. */
export interface Parsed {
  /** Usable as they are only when there are no faults; of a faulty section only what can be read is here. */
  settings: Settings;
  /** Everything that is wrong, in the order of the sections. */
  faults: Fault[];
  /**
   * What is odd and harms nobody: a section that says nothing, a name twice, a word that nobody knows. Settings with
   * warnings are taken; the person who uploads them hears of it.
   */
  warnings: Fault[];
  /** Names that nothing answers to; they are among the warnings, too. */
  unknown: Unknown[];
  /** The path in what was given of one in {@link Parsed.settings}, whose lists may have lost entries. */
  asGiven(path: string): string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null and empty text stand for a section that is not there, as CHT's administration pages leave them. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/**
 * Whether a section is an empty object that can only stand for nothing, as cht-conf compiles a programme that purges
 * nothing. Where an empty object says something, such as quiet hours at their default, it counts.
 */
const isPlaceholder = (section: SectionName, value: unknown): boolean => {
  if (!isObject(value) || Object.keys(value).length > 0) return false;
  const schema = settingsSchema.shape[section];
  return !schema.safeParse(value).success && schema.safeParse(undefined).data === undefined;
};

/**
 * Sections of which single entries can be faulty without harm to the others, and that many parts of Rounds stand on.
 */
const divisible: readonly SectionName[] = [
  'contact_types',
  'roles',
  'permissions',
  'replication_depth',
  'forms',
  'transitions',
  'sms',
];

/**
 * What of a faulty section can be used: its sound entries where it is divisible, else its default. A faulty permission
 * is nobody's: its default might allow what the programme meant to forbid.
 */
const soundPart = (section: SectionName, raw: unknown): unknown => {
  const schema = settingsSchema.shape[section];
  const isSound = (part: unknown): boolean => schema.safeParse(part).success;
  if (!divisible.includes(section) || typeof raw !== 'object' || raw === null) return schema.parse(undefined);
  if (Array.isArray(raw)) {
    const sound = raw.filter(entry => isSound([entry]));
    return schema.parse(sound.length ? sound : undefined);
  }
  if (!isSound({})) return schema.parse(undefined);
  const entries = Object.entries(raw).flatMap(([key, entry]): [string, unknown][] => {
    if (isSound({ [key]: entry })) return [[key, entry]];
    return section === 'permissions' ? [[key, []]] : [];
  });
  return schema.parse(Object.fromEntries(entries));
};

/**
 * Reads settings strictly: every fault with its path, all together. The original is what is stored, never what is
 * returned here.
 */
export const parseSettings = (raw: unknown): Parsed => {
  const given = isObject(raw) ? raw : {};
  const settings: Record<string, unknown> = { ...given };
  const faults: Fault[] = isObject(raw) ? [] : [{ path: '', message: 'expected an object of sections' }];
  const notes = openNotes();
  const located = <T extends { path: string }>(found: readonly T[]): T[] =>
    found.map(one => ({ ...one, path: notes.asGiven(one.path) }));
  for (const section of Object.keys(settingsSchema.shape) as SectionName[]) {
    const schema = settingsSchema.shape[section];
    const meant = asMeant(section, given[section], notes);
    const isNothing = isPlaceholder(section, meant);
    if (isNothing) notes.warn([section], 'says nothing: read as not given');
    const result = schema.safeParse(isNothing || isAbsent(meant) ? undefined : meant, { error: wording });
    if (!result.success) faults.push(...located(faultsOf(section, result.error.issues)));
    const value = result.success ? result.data : soundPart(section, meant);
    if (value === undefined) delete settings[section];
    else settings[section] = value;
  }
  const read = settings as Settings;
  read.permissions = withDefaultPermissions(read.permissions);
  const faulty = new Set(faults.map(sectionOf));
  faults.push(...located(crossFaults(read, faulty)));
  const names = unknownNames(given, read).map(one => ({ ...one, key: notes.asGiven(one.key) }));
  const unknown = [...unknownSections(given), ...names];
  const warnings = [...notes.warnings, ...located(crossWarnings(read, faulty)), ...unknownWarnings(unknown)];
  return { settings: read, faults, warnings, unknown, asGiven: notes.asGiven };
};

const unknownSections = (given: Record<string, unknown>): Unknown[] => {
  const known = [...Object.keys(settingsSchema.shape), ...sectionsOfCht, ...sectionsOfRounds, ...sectionsOfOldCht];
  return Object.keys(given)
    .filter(key => !known.includes(key))
    .map(key => {
      const near = nearest(key, known);
      return near ? { key, nearest: near } : { key };
    });
};
