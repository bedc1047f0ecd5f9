/** Names of the languages that are bundled, in themselves. */
export const bundledLanguages = [
  { code: 'en', name: 'English' },
  { code: 'fr', name: 'Français' },
  { code: 'sw', name: 'Kiswahili' },
];
