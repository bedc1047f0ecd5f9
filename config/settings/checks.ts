import { sameForm } from '@rounds/ddocs/documents/reports.ts';
import { builtInRoles, defaultPermissions } from '../permissions/defaults.ts';
import { scheduleNames } from '../sections/event-params.ts';
import { formWarnings } from '../sections/forms.ts';
import { isOn } from '../sections/is-on.ts';
import { mutingReplyEvents } from '../sections/muting.ts';
import { nearest } from '../sections/nearest.ts';
import { outgoingServices } from '../sections/sms.ts';
import { transitionNames } from '../sections/transitions.ts';
import { chatWarnings } from './chat-checks.ts';
import { callsIn, parseCondition } from './condition.ts';
import { ruleFaults, ruleWarnings } from './expressions.ts';
import { type Fault, sectionOf, type Unknown } from './faults.ts';
import { registeredFaults, registeredWarnings } from './registered-contacts.ts';
import { reportWarnings, silencedSchedules } from './report-checks.ts';
import type { Settings } from './settings.ts';

/**
 * Faults that need more than one section to be seen.
 * @param settings with every faulty section already at its default.
 */
export const crossFaults = (settings: Settings, faulty: ReadonlySet<string>): Fault[] =>
  [
    ...typeFaults(settings),
    ...ruleFaults(settings),
    ...(faulty.has('contact_types') ? [] : registeredFaults(settings.registrations, settings.contact_types)),
  ].filter(fault => !faulty.has(sectionOf(fault)) && !(fault.path.includes('.params') && faulty.has('schedules')));

/**
 * What is odd and harms nobody, where it needs more than one section to be seen: what names something that there is
 * not, and a transition that is on and has nothing to go by.
 * @param settings with every faulty section already at its default.
 */
export const crossWarnings = (settings: Settings, faulty: ReadonlySet<string>): Fault[] =>
  [
    ...mutingWarnings(settings),
    ...reportWarnings(settings),
    ...parentWarnings(settings),
    ...chatWarnings(settings),
    ...formWarnings(settings.forms),
    ...scheduleWarnings(settings),
    ...registeredWarnings(settings.registrations),
    ...ruleWarnings(settings),
  ].filter(fault => !faulty.has(sectionOf(fault)) && !(fault.path.includes('.params') && faulty.has('schedules')));

const mutingWarnings = (settings: Settings): Fault[] => [
  ...(isOn(settings, 'muting') && !settings.muting?.mute_forms.length
    ? [{ path: 'muting.mute_forms', message: 'name no form that mutes: nothing is muted' }]
    : []),
  ...idleForms(settings),
];

/** Forms that are to be verified, or reach a contact alone, and neither mute nor unmute. */
const idleForms = ({ muting }: Settings): Fault[] => {
  if (!muting) return [];
  const { verify_forms: verified, scope, mute_forms, unmute_forms } = muting;
  const named: [string, string][] = [
    ...(Array.isArray(verified) ? verified : Object.keys(verified ?? {})).map((form): [string, string] => [
      `muting.verify_forms.${form}`,
      form,
    ]),
    ...Object.keys(scope ?? {}).map((form): [string, string] => [`muting.scope.${form}`, form]),
  ];
  return named
    .filter(([, form]) => ![...mute_forms, ...unmute_forms].some(one => sameForm(one, form)))
    .map(([path, form]) => ({ path, message: `has no effect: ${form} neither mutes nor unmutes` }));
};

const typeFaults = ({ contact_types: types }: Settings): Fault[] => {
  const ids = new Set(types.map(({ id }) => id));
  return types.flatMap(({ id, parents = [] }, index) =>
    parents.flatMap((parent, at) =>
      ids.has(parent) && isAbove(id, parent, types)
        ? [{ path: `contact_types[${index}].parents[${at}]`, message: `${parent} stands below ${id} itself` }]
        : [],
    ),
  );
};

const parentWarnings = ({ contact_types: types }: Settings): Fault[] => {
  const ids = types.map(({ id }) => id);
  return types.flatMap(({ parents = [] }, index) =>
    parents.flatMap((parent, at) =>
      ids.includes(parent)
        ? []
        : [
            {
              path: `contact_types[${index}].parents[${at}]`,
              message: `${parent} is not a contact type${hint(parent, ids)}`,
            },
          ],
    ),
  );
};

const hint = (word: string, known: Iterable<string>): string => {
  const near = nearest(word, known);
  return near ? `; is ${near} meant?` : '';
};

/** Whether `above` is reached when climbing from `from`, which may be itself. */
const isAbove = (
  above: string,
  from: string,
  types: Settings['contact_types'],
  seen: readonly string[] = [],
): boolean =>
  from === above ||
  (!seen.includes(from) &&
    (types.find(({ id }) => id === from)?.parents ?? []).some(parent =>
      isAbove(above, parent, types, [...seen, from]),
    ));

/** Schedules twice, and those that registrations name and that there are not: they schedule nothing, and nothing of them runs. */
const scheduleWarnings = (settings: Settings): Fault[] => {
  const known = settings.schedules.map(({ name }) => name);
  const twice = known.flatMap((name, at) =>
    known.indexOf(name) < at
      ? [{ path: `schedules[${at}].name`, message: `${name} is there twice; the first counts` }]
      : [],
  );
  const named = settings.registrations.flatMap(({ events }, index) =>
    events.flatMap((event, at) => {
      if (event.trigger !== 'assign_schedule' && event.trigger !== 'clear_schedule') return [];
      const path = `registrations[${index}].events[${at}].params`;
      const names = scheduleNames(event);
      if (!names.length) return [{ path, message: 'name no schedule: nothing is scheduled' }];
      return names
        .filter(name => !known.includes(name))
        .map(name => ({ path, message: `there is no schedule ${name}${hint(name, known)}` }));
    }),
  );
  const tested = settings.registrations.flatMap(({ validations }, index) =>
    validations.list.flatMap(({ rule }, at) => {
      const condition = parseCondition(rule);
      return (condition ? callsIn(condition) : [])
        .filter(({ name }) => name.toLowerCase() === 'nonerunning')
        .flatMap(({ args }) => args.filter(name => !known.includes(name)))
        .map(name => ({
          path: `registrations[${index}].validations.list[${at}].rule`,
          message: `there is no schedule ${name}${hint(name, known)}`,
        }));
    }),
  );
  return [...twice, ...named, ...tested];
};

/** Names inside known sections that nothing answers to: kept, but worth telling. @param raw the settings as given. */
export const unknownNames = (raw: Record<string, unknown>, settings: Settings): Unknown[] => [
  ...unknownsAmong(
    Object.keys(settings.transitions).map(name => [`transitions.${name}`, name]),
    transitionNames,
  ).map(({ key, nearest }) => ({ key, ...(nearest ? { nearest } : {}) })),
  ...unknownsAmong(
    (settings.muting?.messages ?? []).map(({ event_type }, index) => [
      `muting.messages[${index}].event_type`,
      event_type,
    ]),
    mutingReplyEvents,
  ),
  ...unknownsAmong(
    (settings.place_hierarchy_types ?? []).map((type, index) => [`place_hierarchy_types[${index}]`, type]),
    settings.contact_types.map(({ id }) => id),
  ),
  ...unknownsAmong(
    silencedSchedules(settings),
    settings.schedules.map(({ name }) => name),
  ),
  ...unknownsAmong([['sms.outgoing_service', settings.sms?.outgoing_service || undefined]], outgoingServices),
  ...unknownRoles(raw, settings),
];

const unknownsAmong = (named: [key: string, value: string | undefined][], known: readonly string[]): Unknown[] =>
  named
    .filter((entry): entry is [string, string] => entry[1] !== undefined && !known.includes(entry[1]))
    .map(([key, value]) => {
      const near = nearest(value, known);
      return { key, value, ...(near ? { nearest: near } : {}) };
    });

/**
 * Roles of Rounds' own permissions, which stored settings always hold, are nobody's mistake in a programme that has
 * other roles.
 */
const isOurs = (permission: string, role: string): boolean =>
  Object.hasOwn(defaultPermissions, permission) && defaultPermissions[permission]!.includes(role);

/** Roles that verify mutes, by their path. */
const verifiersIn = ({ muting }: Settings): [string, string][] => {
  const forms = muting?.verify_forms;
  if (!forms || Array.isArray(forms)) return [];
  return Object.entries(forms).flatMap(([form, roles]) =>
    [roles].flat().map((role): [string, string] => [`muting.verify_forms.${form}`, role]),
  );
};

const unknownRoles = (raw: Record<string, unknown>, settings: Settings): Unknown[] => {
  const roles = Object.keys(settings.roles);
  if (!roles.length) return [];
  const known = [...roles, ...builtInRoles];
  const own = Object.keys((raw.permissions as object | undefined) ?? {});
  const named = own.flatMap(permission =>
    (settings.permissions[permission] ?? [])
      .map((role, index): [string, string] => [`permissions.${permission}[${index}]`, role])
      .filter(([, role]) => !isOurs(permission, role)),
  );
  const depths = (settings.replication_depth ?? []).map(({ role }, index): [string, string] => [
    `replication_depth[${index}].role`,
    role,
  ]);
  return unknownsAmong([...named, ...depths, ...verifiersIn(settings)], known);
};
