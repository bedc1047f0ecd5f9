import { withDefaultPermissions } from '../permissions/defaults.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The settings to store when new ones come in, by CHT's rules: objects are merged in depth and
 * lists replaced; with `replace` each top-level key is replaced; with `overwrite` nothing of the old is kept. Default
 * permissions are always filled in.
 */
export const mergeSettings = (
  old: Record<string, unknown>,
  patch: Record<string, unknown>,
  options: { replace?: boolean; overwrite?: boolean } = {},
): Record<string, unknown> => {
  const merged = options.overwrite ? { ...patch } : options.replace ? { ...old, ...patch } : deepExtend(old, patch);
  if (merged.permissions !== undefined && merged.permissions !== null && !isObject(merged.permissions)) return merged;
  return { ...merged, permissions: withDefaultPermissions((merged.permissions ?? {}) as Record<string, string[]>) };
};

const deepExtend = (old: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> => {
  const merged = new Map(Object.entries(old));
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key);
    merged.set(key, isObject(before) && isObject(value) ? deepExtend(before, value) : value);
  }
  return Object.fromEntries(merged);
};
