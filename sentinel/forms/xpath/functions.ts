import type { FormFunction } from './argument.ts';
import { dateFunctions } from './dates.ts';
import { zScore } from './growth.ts';
import { textFunctions } from './texts.ts';

/**
 * `cht:extension-lib(name, …)`: what the programme's own code gives; empty while it is still at work. The last argument
 * is put there when the form opens (repair/extension-turn.ts): without a node the form is not yet complete.
 */
const extensionLib: FormFunction = {
  takes: [1, Number.POSITIVE_INFINITY],
  run: ([name, ...rest], { extension }) => {
    const turn = rest.at(-1);
    return turn && turn.texts.length > 0 ? (extension(name?.text ?? '', rest.slice(0, -1)) ?? '') : '';
  },
};

/** The functions that CHT adds to those of ODK, by the names that forms call them by, the prefix `cht:` left out. */
export const chtFunctions: Readonly<Record<string, FormFunction>> = {
  ...dateFunctions,
  ...textFunctions,
  'z-score': zScore,
  'extension-lib': extensionLib,
};
