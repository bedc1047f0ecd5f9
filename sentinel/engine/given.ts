import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import { type Fact, nothing } from './fact.ts';
import type { Sandbox } from './sandbox.ts';

export const settings: Fact<Doc, Settings> = { look: nothing, read: (_, desk) => desk.settings };

/** The moment at which this batch is settled. */
export const now: Fact<Doc, Ms> = { look: nothing, read: (_, desk) => desk.now };

/** Text by locale and key. */
export const words: Fact<Doc, Words> = { look: nothing, read: (_, desk) => desk.words };

/** The infodoc of the document itself. */
export const info: Fact<Doc, InfoDoc | null> = {
  look: ({ _id }, want) => {
    want.info(_id);
  },
  read: ({ _id }, desk) => desk.infos.get(_id) ?? null,
};

/** Expressions of the settings, in their sandbox. */
export const sandbox: Fact<Doc, Sandbox> = { look: nothing, read: (_, desk) => desk.sandbox() ?? noSandbox };

const missing = (): never => {
  throw new AppError('sentinel/fact-missing', 'This process has no sandbox for expressions');
};

/** Stands in where there is none: it is missed only by a rule that has an expression. */
const noSandbox: Sandbox = { evaluate: missing, faultOf: missing };
