/**
 * Says what a script does when nobody reads any more what it prints, as after `npm run bench | head`. What it prints
 * from then on is lost without an error; the first line that is lost calls `then`, once.
 * @param then nothing, for a script that has more to do than to tell: it goes on
 */
export const whenUnread = (then: () => void = () => undefined): void => {
  let known = false;
  const heard = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    if (known) return;
    known = true;
    then();
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', heard);
};
