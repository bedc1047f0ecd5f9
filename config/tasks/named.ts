import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Odd } from '../programme-code/odd.ts';
import { nearest } from '../sections/nearest.ts';

/** Something that a task or target names, and that has to be somewhere else. */
export interface NamedThing {
  is: 'form' | 'type' | 'words' | 'action';
  name: string;
  file: string;
  path: string;
}

type Fields = Record<string, unknown>;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** What tasks and targets name: forms, types of contacts, keys of words. @param files of tasks and of targets */
export const namedIn = (
  tasks: readonly Fields[],
  targets: readonly Fields[],
  files: [string, string],
): NamedThing[] => {
  const within = (of: 'tasks' | 'targets', at: number, rest: string) =>
    `${files[0] === files[1] ? of : ''}[${at}].${rest}`;
  const types = (each: Fields, of: 'tasks' | 'targets', at: number): NamedThing[] =>
    listOf(each.appliesToType).flatMap((name, index) =>
      typeof name === 'string'
        ? [
            {
              is: each.appliesTo === 'contacts' ? 'type' : 'form',
              name,
              file: files[of === 'tasks' ? 0 : 1],
              path: within(of, at, `appliesToType[${index}]`),
            } as const,
          ]
        : [],
    );
  const words = (each: Fields, keys: string[], of: 'tasks' | 'targets', at: number): NamedThing[] =>
    keys.flatMap(key =>
      typeof each[key] === 'string'
        ? [{ is: 'words', name: each[key] as string, file: files[of === 'tasks' ? 0 : 1], path: within(of, at, key) }]
        : [],
    );
  const named = (is: 'form' | 'action', name: unknown, index: number, at: number): NamedThing[] => {
    const path = within('tasks', at, `actions[${index}].${is === 'form' ? 'form' : 'type'}`);
    return typeof name === 'string' ? [{ is, name, file: files[0], path }] : [];
  };
  return [
    ...tasks.flatMap((task, at) => [
      ...types(task, 'tasks', at),
      ...words(task, ['title'], 'tasks', at),
      ...(task.actions as Fields[]).flatMap((action, index) =>
        [named('form', action.form, index, at), named('action', action.type, index, at)].flat(),
      ),
    ]),
    ...targets.flatMap((target, at) => [
      ...types(target, 'targets', at),
      ...words(target, ['translation_key', 'subtitle_translation_key'], 'targets', at),
    ]),
  ];
};

const kinds = {
  form: 'a form',
  type: 'a contact type',
  words: 'a key of any words',
  action: 'a type of action, and counts as report',
} as const;

/** What is named and not there, with the nearest name that is. @param docs of the whole programme */
export const missingNames = (named: readonly NamedThing[], docs: readonly Doc[]): Odd[] => {
  const settings = (docs.find(({ _id }) => _id === 'settings')?.settings ?? {}) as {
    contact_types?: { id: string }[];
    forms?: Fields;
  };
  const known = {
    form: [
      ...docs.flatMap(({ _id, internalId }) => (_id.startsWith('form:') ? [String(internalId)] : [])),
      ...Object.keys(settings.forms ?? {}),
    ],
    type: settings.contact_types?.length
      ? settings.contact_types.map(({ id }) => id)
      : ['district_hospital', 'health_center', 'clinic', 'person'],
    action: ['report', 'contact'],
    words: docs.flatMap(({ type, generic, custom }) =>
      type === 'translations' ? Object.keys({ ...(generic as object), ...(custom as object) }) : [],
    ),
  };
  const there = {
    form: new Set(known.form),
    type: new Set(known.type),
    words: new Set(known.words),
    action: new Set(known.action),
  };
  return named.flatMap(({ is, name, file, path }) => {
    // Words may stand in place of their key.
    if (there[is].has(name) || (is === 'words' && /\s/.test(name))) return [];
    const near = nearest(name, there[is]);
    return [{ file, path, message: `${name} is not ${kinds[is]}${near ? `; is ${near} meant?` : ''}` }];
  });
};
