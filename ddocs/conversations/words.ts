/** Words of a text as the view `messages_by_word` has them: lower case, without accents, at most 30 signs each. */
export const wordsIn = (text: string): string[] => [
  ...new Set(
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .split(/[\s.,;:!?¿¡()"'«»…/\\[\]{}<>|]+/)
      .filter(word => word !== '')
      .map(word => word.slice(0, 30)),
  ),
];
