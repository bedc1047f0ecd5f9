/** How long the longer side of a photograph is where the form does not say, in pixels. */
export const longestSide = 1280;

/** Below this a picture that is small enough is taken as it is, in bytes. */
const light = 400_000;

/**
 * A photograph made as small as a report needs it: an over-large one is the commonest reason for a report that never
 * arrives. What is no picture, or one that this browser cannot read, stays as it is; so does a drawing with lines in it
 * (SVG), which is never run either.
 * @param longest of the longer side, in pixels
 */
export const scaledPhoto = async (file: Blob, longest = longestSide): Promise<Blob> => {
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml' || file.type === 'image/gif') return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const factor = Math.min(1, longest / Math.max(picture.width, picture.height));
  if (factor === 1 && file.size <= light) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * factor));
  canvas.height = Math.max(1, Math.round(picture.height * factor));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const scaled = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.82));
  return scaled && (factor < 1 || scaled.size < file.size) ? scaled : file;
};
