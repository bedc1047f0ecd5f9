import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { changedDocs, defaultProgramme, programmeDocs } from './documents.ts';

/** Whether a form came with Rounds and is there for the demonstration only. Rounds' own key of form documents. */
const isShown = ({ type, demonstration }: Doc): boolean => type === 'form' && demonstration === true;

const marked = (doc: Doc): Doc => (doc.type === 'form' ? { ...doc, demonstration: true } : doc);

/** The programme that comes with Rounds, its forms marked: those of another programme take their place. */
export const demonstrationDocs = async (): Promise<Doc[]> => (await programmeDocs(defaultProgramme)).map(marked);

const formsOf = async (): Promise<Doc[]> => (await demonstrationDocs()).filter(isShown);

/**
 * Whether this is a form of a programme of its own: not one of those that came with Rounds, nor in the place of one.
 */
export const isOwnForm = async (doc: Doc): Promise<boolean> =>
  doc._id.startsWith('form:') && !doc._deleted && !(await formsOf()).some(({ _id }) => _id === doc._id);

/** Whether settings are those of another programme: they lack forms for SMS that the demonstration has. */
export const areOwnSettings = async (settings: Readonly<Record<string, unknown>>): Promise<boolean> => {
  const shown = (await demonstrationDocs()).find(({ _id }) => _id === 'settings')?.settings as { forms?: object };
  const forms = (settings.forms ?? {}) as object;
  return Object.keys(shown.forms ?? {}).some(code => !Object.hasOwn(forms, code));
};

/**
 * Deletions of the forms of the demonstration, for a programme of its own to take their place. One that somebody
 * changed stays.
 * @param read documents by their ids, with their attachments: the database's digest is of what it packed
 * @param kept ids of forms that stay
 */
export const withoutDemonstration = async (
  read: (ids: readonly string[]) => Promise<readonly (Doc | null)[]>,
  kept: ReadonlySet<string> = new Set(),
): Promise<Doc[]> => {
  const shown = (await formsOf()).filter(({ _id }) => !kept.has(_id));
  const stored = await read(shown.map(({ _id }) => _id));
  return shown.flatMap((doc, at) => {
    const before = stored[at];
    if (!before?._rev) return [];
    // Earlier versions of Rounds did not mark them.
    const isChanged = changedDocs([doc], [{ ...before, demonstration: true }]).length > 0;
    return isChanged ? [] : [{ _id: doc._id, _rev: before._rev, _deleted: true }];
  });
};
