import { childNamed, childrenOf, type FormDocument } from '../form-document.ts';
import type { Warning } from './warning.ts';

/**
 * `inputs` with two `meta`, the form's own and the one that cht-conf puts there: the elements of the second move into
 * the first, where they are not yet.
 */
export const mergeMeta = ({ root }: FormDocument): Warning[] => {
  const inputs = childNamed(root, 'inputs');
  const [first, ...more] = childrenOf(inputs).filter(({ localName }) => localName === 'meta');
  for (const each of more) {
    for (const element of childrenOf(each)) if (!childNamed(first, element.localName)) first?.append(element);
    each.remove();
  }
  return more.length > 0
    ? [
        {
          kind: 'meta-twice',
          at: '/inputs/meta',
          found: 'meta',
          message: '`inputs` has two groups `meta`: they were made one',
        },
      ]
    : [];
};
