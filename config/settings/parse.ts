import { withDefaultPermissions } from '../permissions/defaults.ts';
import { nearest } from '../sections/nearest.ts';
import { crossFaults, unknownNames } from './checks.ts';
import { type Fault, faultsOf, sectionOf, type Unknown, wording } from './faults.ts';
import { sectionsOfCht, sectionsOfRounds } from './known-sections.ts';
import { type SectionName, type Settings, settingsSchema } from './settings.ts';

/** What came of reading settings. */
export interface Parsed {
  /** Usable as they are only when there are no faults; of a faulty section only what can be read is here. */
  settings: Settings;
  /** Everything that is wrong, in the order of the sections. */
  faults: Fault[];
  /** Names that nothing answers to. */
  unknown: Unknown[];
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
  for (const section of Object.keys(settingsSchema.shape) as SectionName[]) {
    const schema = settingsSchema.shape[section];
    const absent = isAbsent(given[section]) || isPlaceholder(section, given[section]);
    const result = schema.safeParse(absent ? undefined : given[section], { error: wording });
    if (!result.success) faults.push(...faultsOf(section, result.error.issues));
    const value = result.success ? result.data : soundPart(section, given[section]);
    if (value === undefined) delete settings[section];
    else settings[section] = value;
  }
  const read = settings as Settings;
  read.permissions = withDefaultPermissions(read.permissions);
  faults.push(...crossFaults(read, new Set(faults.map(sectionOf))));
  return { settings: read, faults, unknown: [...unknownSections(given), ...unknownNames(given, read)] };
};

const unknownSections = (given: Record<string, unknown>): Unknown[] => {
  const known = [...Object.keys(settingsSchema.shape), ...sectionsOfCht, ...sectionsOfRounds];
  return Object.keys(given)
    .filter(key => !known.includes(key))
    .map(key => {
      const near = nearest(key, known);
      return near ? { key, nearest: near } : { key };
    });
};
