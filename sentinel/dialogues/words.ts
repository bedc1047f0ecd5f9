/** What Rounds itself says within dialogues, by language and key. */
export type DialogueWords = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What is said, in a language, in that language without its region, in English, or in any that has it; the empty text
 * where none has.
 */
export const dialogueWord = (words: DialogueWords, language: string, key: string): string => {
  for (const each of [language, language.split(/[-_]/)[0]!, 'en', ...Object.keys(words)]) {
    const found = Object.hasOwn(words, each) ? words[each]?.[key] : undefined;
    if (found) return found;
  }
  return '';
};
