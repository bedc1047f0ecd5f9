import '../sections/jitless.ts';
import * as z from 'zod';
import { isFunction } from '../programme-code/evaluate.ts';

const aFunction = z.custom(isFunction, { error: 'give a function' });
const text = (hint: string) => z.string({ error: hint }).min(1, { error: hint });
const types = z.union([z.array(z.string()), z.string()], { error: 'give a list of types or forms' });
const days = z.number({ error: 'give a number of days' });
const notBelow0 = days.min(0, { error: 'give 0 days or more' });

const event = z
  .looseObject({
    id: z.string().optional(),
    days: days.optional(),
    dueDate: aFunction.optional(),
    start: notBelow0.optional(),
    end: notBelow0.optional(),
  })
  .refine(({ days: given, dueDate }) => given !== undefined || dueDate !== undefined, {
    error: 'give days, or dueDate as a function',
  });

const action = z
  .looseObject({
    // Another word than these counts as report, as in CHT, and is told of: `named.ts`.
    type: z.string({ error: 'give report or contact' }).optional(),
    form: z.string().optional(),
    modifyContent: aFunction.optional(),
  })
  .refine(({ type = 'report', form }) => type === 'contact' || !!form, { path: ['form'], error: 'name a form' })
  .refine(({ type, form }) => type !== 'contact' || form === undefined, {
    path: ['form'],
    error: 'is not used by an action of the type contact; leave it out',
  });

const task = z
  .looseObject({
    name: text('give the task a name'),
    title: z.union([z.string().min(1), z.array(z.unknown()).min(1)], { error: 'give the key of a title' }),
    appliesTo: z.enum(['contacts', 'reports', 'scheduled_tasks'], {
      error: 'give contacts, reports or scheduled_tasks',
    }),
    appliesToType: types.optional(),
    appliesIf: aFunction.optional(),
    contactLabel: z.union([z.string(), aFunction]).optional(),
    resolvedIf: aFunction.optional(),
    events: z.array(event, { error: 'give at least one event' }).min(1, { error: 'give at least one event' }),
    actions: z.array(action, { error: 'give at least one action' }).min(1, { error: 'give at least one action' }),
  })
  .refine(({ resolvedIf, actions }) => resolvedIf || actions.some(({ type = 'report' }) => type === 'report'), {
    path: ['resolvedIf'],
    error: 'give a function: no action fills in a form, so nothing else says when it is done',
  })
  .refine(({ events }) => events.length < 2 || new Set(events.map(({ id }) => id)).size === events.length, {
    path: ['events'],
    error: 'give each event an id of its own',
  });

const target = z
  .looseObject({
    id: text('give the target an id'),
    type: z.enum(['count', 'percent'], { error: 'give count or percent' }),
    goal: z.number({ error: 'give a goal; -1 for none' }).min(-1, { error: 'give a goal; -1 for none' }),
    appliesTo: z.enum(['contacts', 'reports'], { error: 'give contacts or reports' }),
    appliesToType: types.optional(),
    appliesIf: aFunction.optional(),
    passesIf: aFunction.optional(),
    groupBy: aFunction.optional(),
  })
  .refine(({ type, goal }) => type !== 'percent' || goal <= 100, { path: ['goal'], error: 'give at most 100 per cent' })
  .refine(({ type, groupBy, passesIf }) => type !== 'percent' || groupBy || passesIf, {
    path: ['passesIf'],
    error: 'give a function: without it every one passes',
  });

const isTwice = (names: readonly unknown[], at: number): boolean => names.indexOf(names[at]) !== at;

/** What is wrong with what a project's `tasks.js` and `targets.js` define, each with its path. */
export const definitionFaults = (
  tasks: unknown,
  targets: unknown,
): { of: 'tasks' | 'targets'; path: string; message: string }[] => {
  const check = (of: 'tasks' | 'targets', given: unknown, schema: z.ZodType, key: 'name' | 'id') => {
    if (!Array.isArray(given)) return [{ of, path: '', message: 'does not export a list' }];
    const names = given.map(each => (each as Record<string, unknown> | null)?.[key]);
    return given.flatMap((each, at) => {
      const read = schema.safeParse(each);
      const wrong = read.success ? [] : read.error.issues;
      return [
        ...wrong.map(({ path, message }) => ({ of, path: `[${at}]${pathOf(path)}`, message })),
        ...(isTwice(names, at) ? [{ of, path: `[${at}].${key}`, message: `${String(names[at])} is there twice` }] : []),
      ];
    });
  };
  return [...check('tasks', tasks, task, 'name'), ...check('targets', targets, target, 'id')];
};

const pathOf = (path: readonly PropertyKey[]): string =>
  path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
