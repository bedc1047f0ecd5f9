/** Where this device remembers which forms a user saved last. */
const key = (user: string): string => `rounds-recent-forms:${user}`;

/** Forms that are remembered. */
const most = 20;

/** Internal ids of the forms that a user saved on this device, the last one first. */
export const recentForms = (user: string): string[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((form): form is string => typeof form === 'string') : [];
  } catch {
    return [];
  }
};

/** Remembers that a user saved a form. */
export const noteForm = (user: string, form: string): void => {
  const others = recentForms(user).filter(each => each !== form);
  localStorage.setItem(key(user), JSON.stringify([form, ...others].slice(0, most)));
};
