import type { Fault, Unknown } from './faults.ts';

const meant = ({ nearest }: Unknown): string => (nearest ? `; is ${nearest} meant?` : '');

/** A role is named by many permissions: it is one warning, where it stands first. */
const isRole = ({ key }: Unknown): boolean => /^(permissions|muting\.verify_forms)\./.test(key);

const roleWarning = (named: Unknown, others: number): Fault => {
  const more = others > 0 ? `, here and ${others} ${others === 1 ? 'time' : 'times'} more` : '';
  return { path: named.key, message: `there is no role ${named.value}${more}${meant(named)}` };
};

const nameWarning = (named: Unknown): Fault => ({
  path: named.key,
  ...(named.value === undefined ? { fate: 'ignored' } : {}),
  message: `${named.value === undefined ? 'nothing is known by this name' : `there is no ${named.value}`}${meant(named)}`,
});

/** Names that nothing answers to, in words. */
export const unknownWarnings = (unknown: readonly Unknown[]): Fault[] => {
  const roles = unknown.filter(isRole);
  return unknown.flatMap(named => {
    if (!isRole(named)) return [nameWarning(named)];
    const same = roles.filter(({ value }) => value === named.value);
    return same[0] === named ? [roleWarning(named, same.length - 1)] : [];
  });
};
