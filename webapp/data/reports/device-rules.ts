/** The sentinel's rules and the checked settings, in a chunk of their own that comes when it is first needed. */
export const loadRules = () =>
  Promise.all([import('@rounds/sentinel/device/settle.ts'), import('@rounds/config/settings/usable.ts')]);
