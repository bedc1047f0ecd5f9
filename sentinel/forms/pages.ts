import type { Field, Filling } from './filling.ts';

/** What is shown at once of a form that is filled in page by page. */
export interface Page {
  /** Id of its first field: it stays the same while the page is there. */
  readonly id: string;
  /** Words of its group, or of the group around it; '' where there are none. */
  readonly heading: string;
  readonly fields: readonly Field[];
}

/**
 * The pages of a form: a group with the appearance `field-list` is one, so is a repeat, and each question outside of
 * them; other groups are walked through. A field that is hidden or not relevant makes no page.
 */
export const pagesOf = (fields: readonly Field[], heading = ''): Page[] =>
  fields.flatMap(field =>
    field.kind === 'group' && !field.appearances.includes('field-list')
      ? pagesOf(field.children, field.label || heading)
      : [{ id: field.id, heading: (holds(field) && field.label) || heading, fields: [field] }],
  );

const holds = ({ kind }: Field): boolean => kind === 'group' || kind === 'repeat';

/** A form as somebody walks through it. */
export interface Walk {
  /** The page that is shown; undefined where the form has nothing to show. */
  page(): Page | undefined;
  /** Which page it is, counted from 0, and of how many. */
  place(): { at: number; of: number };
  /**
   * Goes to the next page, if all answers of this one are allowed.
   * @returns ids of the questions whose answers are not; empty where it went on, or where this is the last page
   */
  next(): string[];
  back(): void;
  /** Ids of the questions of the page whose answers are not allowed. */
  wrong(): string[];
  /** Goes to the page of a question, or to a page by its own id. */
  goTo(id: string): void;
}

/** Walks through a form page by page; one that has no pages is shown at once. */
export const walkThrough = (filling: Pick<Filling, 'paged' | 'fields'>): Walk => {
  let id: string | undefined;
  let last = 0;
  const pages = (): Page[] => {
    const fields = filling.fields();
    if (filling.paged) return pagesOf(fields);
    return fields[0] ? [{ id: fields[0].id, heading: '', fields }] : [];
  };
  /** Where one stands; a page that is there no longer gives way to the one that took its place. */
  const find = (all: readonly Page[]): number => {
    const found = all.findIndex(page => page.id === id);
    last = found < 0 ? Math.max(0, Math.min(last, all.length - 1)) : found;
    id = all[last]?.id;
    return last;
  };
  const turn = (by: number): void => {
    const all = pages();
    const to = find(all) + by;
    if (to >= 0 && to < all.length) [last, id] = [to, all[to]!.id];
  };
  const wrong = (): string[] => {
    const all = pages();
    return within(all[find(all)]?.fields ?? [])
      .filter(({ fault }) => fault)
      .map(each => each.id);
  };
  return {
    page: () => {
      const all = pages();
      return all[find(all)];
    },
    place: () => {
      const all = pages();
      return { at: find(all), of: all.length };
    },
    next: () => {
      const ids = wrong();
      if (ids.length === 0) turn(1);
      return ids;
    },
    wrong,
    back: () => turn(-1),
    goTo: wanted => {
      const all = pages();
      const to = all.findIndex(({ id, fields }) => id === wanted || within(fields).some(each => each.id === wanted));
      if (to >= 0) [last, id] = [to, all[to]!.id];
    },
  };
};

/** Fields with all that they hold. */
export const within = (fields: readonly Field[]): Field[] => fields.flatMap(each => [each, ...within(each.children)]);
