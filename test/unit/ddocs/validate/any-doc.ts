import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import shapes from '@rounds/ddocs/validate/shapes.json' with { type: 'json' };
import fc from 'fast-check';

/** Any JSON, and what breaks those who think that a value has methods or that nothing is called like one. */
export const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    ...[null, {}, [], [null], [[]], [{}], { toString: 1 }, { _id: { toString: 1 } }, { length: 5 }, 'x', '', 0, -1],
    ...[1e300, true, false, { _id: 'nia' }, { parent: { _id: 7 } }, [{ messages: {} }], [{ messages: [null] }]],
    ...[[{ state: 'pending', messages: [{ message: {}, to: {}, uuid: [] }] }], [{ state_history: [null] }]],
    ...[[{ state: 'scheduled', due: {}, messages: [{ to: '+254700000001', message: 'x', uuid: 'u' }] }]],
    ...[[{ code: {}, message: [] }], { client_side: [null] }, { replace: { a: null } }, '\ud800', '__proto__'],
  ),
);

/** A value of a field: whole, or in one of the fields that the table knows below it. */
const valueFor = (shape: unknown): fc.Arbitrary<unknown> => {
  const known = typeof shape === 'string' ? (shapes as Record<string, unknown>)[shape] : shape;
  if (Array.isArray(known))
    return fc.oneof(
      anything,
      fc.array(fc.oneof({ weight: 4, arbitrary: valueFor(known[0]) }, anything), { maxLength: 2 }),
    );
  if (typeof known !== 'object' || known === null) return fc.oneof(anything, fc.constantFrom('nia', '10018', 1));
  const { either } = known as { either?: unknown[] };
  if (either) return fc.oneof(...either.map(valueFor));
  const inner = Object.entries(known).map(([key, value]) => [key, valueFor(value)] as const);
  return fc.oneof(anything, fc.record(Object.fromEntries(inner), { requiredKeys: [] }));
};

const contacts = ['district_hospital', 'health_center', 'clinic', 'person', 'contact'];
/** All types whose fields the table knows: a new one in it is tried everywhere by itself. */
export const shapedTypes: readonly string[] = Object.keys(shapes)
  .filter(name => name.startsWith('type '))
  .flatMap(name => (name === 'type contact' ? contacts : name.slice('type '.length)));

/** What the table knows of a type. */
const shapeOf = (type: unknown): Record<string, unknown> => {
  const name = `type ${contacts.includes(type as string) ? 'contact' : type}`;
  return ((shapes as Record<string, unknown>)[name] ?? {}) as Record<string, unknown>;
};

const docOf = (type: string): fc.Arbitrary<Doc> => {
  const fields = Object.entries(shapeOf(type)).map(([key, value]) => [key, valueFor(value)] as const);
  const more = {
    parent: anything,
    contact: anything,
    contact_type: fc.constantFrom('clinic', 'person'),
    more: anything,
  };
  return fc
    .tuple(
      fc.record(Object.fromEntries([...fields, ...Object.entries(more)]), { requiredKeys: [] }),
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
    )
    .map(([given, keep, dice]) => {
      // A few strange fields a document: with all of them strange no reader would come past the first.
      const left = Object.entries(given);
      const kept: [string, unknown][] = [];
      for (let n = 0; n < keep && left.length > 0; n++) kept.push(...left.splice(dice.next().value! % left.length, 1));
      return { _id: 'strange', _rev: '1-a', ...Object.fromEntries(kept), type } as Doc;
    });
};

/** A document of any kind, some of whose fields hold anything at all. */
export const anyDoc: fc.Arbitrary<Doc> = fc.oneof(...[...shapedTypes, 'diary'].map(docOf));
/** As {@link anyDoc}, of one type. */
export const anyDocOf = docOf;

/** A document with anything at all in some of its own fields and of those that the table knows of its type. */
export const spoilt = (doc: Doc): fc.Arbitrary<Doc> => {
  const known = Object.entries(shapeOf(doc.type)).map(([key, shape]) => [key, valueFor(shape)] as const);
  const own = Object.keys(doc).filter(key => key !== '_id' && !known.some(([name]) => name === key));
  const fields = Object.fromEntries([...known, ...own.map(key => [key, anything] as const)]);
  return fc
    .uniqueArray(fc.constantFrom(...Object.keys(fields)), { minLength: 1, maxLength: 3 })
    .chain(keys => fc.record(Object.fromEntries(keys.map(key => [key, fields[key]!]))))
    .map(more => ({ ...doc, ...more }));
};
