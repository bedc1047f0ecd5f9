/**
 * For `@click` of an input of files: forgets the file before another is chosen, because a browser tells of a choice only
 * where it is another one, and the same file, mended meanwhile, is what people choose next.
 */
export const chooseAgain = (event: Event): void => {
  (event.currentTarget as HTMLInputElement).value = '';
};
