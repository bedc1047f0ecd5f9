import type { Filling } from './filling.ts';

type Values = { readonly [name: string]: unknown };

/**
 * Puts what is known of the contacts that a form chooses into the fields beside: also of those that it calculates, and
 * of those that nobody sees, for that is how forms load data. A contact that is taken back takes its values along.
 * @param load what the form gets of a contact; null where the phone does not hold it
 * @param known whether the fields of a contact that the form holds already are filled: by what it was told, or by a
 *   draft
 * @returns looks at what has changed; to be called after each answer, resolves when all is filled in
 */
export const followChosen = (
  filling: Pick<Filling, 'contacts' | 'fillBeside'>,
  load: (id: string) => Promise<Values | null>,
  known: (contactId: string) => boolean,
): (() => Promise<void>) => {
  const seen = new Map(
    filling
      .contacts()
      .filter(({ value }) => known(value))
      .map(({ path, value }) => [path, value]),
  );
  const filled = new Map<string, Values>();
  let running = Promise.resolve();
  const look = async (): Promise<void> => {
    for (let rounds = 0; rounds < most; rounds += 1) {
      const next = filling.contacts().find(({ path, value, fills }) => fills && (seen.get(path) ?? '') !== value);
      if (!next) return;
      const { id, path, value } = next;
      seen.set(path, value);
      const doc = value ? await load(value) : null;
      // Somebody may have chosen another meanwhile: that one comes next.
      if (filling.contacts().find(each => each.path === path)?.value !== value) continue;
      const before = filled.get(path);
      if (before) filling.fillBeside(id, emptied(before));
      if (doc) filling.fillBeside(id, doc);
      if (doc) filled.set(path, doc);
      else filled.delete(path);
    }
  };
  return () => {
    running = running.then(look, look);
    return running;
  };
};

/** Two contacts that calculate one another would go on for ever. */
const most = 50;

/** The same names without values. */
const emptied = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value) ? emptied(value as Values) : '',
    ]),
  );
