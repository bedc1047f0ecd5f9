/** Is told which function of the programme is about to run. */
export type Trace = ((name: string) => void) | undefined;

type Fn = (...args: unknown[]) => unknown;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/**
 * A copy of a definition whose functions, however deep, share one fresh `this`: what one keeps there for a contact the
 * next finds, and nothing leaks to another contact.
 */
export const bound = <T extends object>(definition: T, name: string, trace: Trace): T => {
  const self: Record<string, unknown> = {};
  const copy = (value: unknown, path: string): unknown => {
    if (typeof value === 'function') {
      if (!trace) return value.bind(self);
      return (...args: unknown[]) => {
        trace(path);
        return (value as Fn).apply(self, args);
      };
    }
    if (Array.isArray(value)) return value.map((each, at) => copy(each, `${path}[${at}]`));
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each, `${path}.${key}`)]));
  };
  const made = copy(definition, name) as T;
  self.definition = made;
  return made;
};

/** The type of a contact, as programmes name it. */
export const typeOf = (contact: { type?: string; contact_type?: string } | undefined): string | undefined =>
  contact && (contact.type === 'contact' ? contact.contact_type : contact.type);

/** Whether a type or form is among those wanted; anything is where none is named. */
export const fits = (wanted: string | readonly string[] | undefined, one: string | undefined): boolean => {
  if (wanted === undefined || wanted === null) return true;
  return one !== undefined && ([] as string[]).concat(wanted as string | string[]).includes(one);
};
