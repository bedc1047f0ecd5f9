import { getEventListeners } from 'node:events';
import { followed } from '@rounds/ddocs/store/followed.ts';
import { expect } from 'chai';

describe('a request that follows the signal of a feed', () => {
  it('leaves nothing behind on that signal, whether it is answered or refused', async () => {
    const feed = new AbortController();
    for (let nth = 0; nth < 5; nth += 1) {
      await followed(feed.signal, async () => nth);
      await followed(feed.signal, () => Promise.reject(new Error('refused'))).catch(() => undefined);
    }
    expect(getEventListeners(feed.signal, 'abort')).to.have.length(0);
  });

  it('ends with the feed, for its reason, also where the feed had ended before', async () => {
    for (const isBefore of [true, false]) {
      const feed = new AbortController();
      if (isBefore) feed.abort('over');
      const ended = followed(feed.signal, own =>
        own!.aborted
          ? Promise.resolve(own!.reason)
          : new Promise(resolve => own!.addEventListener('abort', () => resolve(own!.reason))),
      );
      if (!isBefore) feed.abort('over');
      expect(await ended, String(isBefore)).to.equal('over');
    }
  });

  it('needs no signal', async () => {
    expect(await followed(undefined, async own => own)).to.equal(undefined);
  });
});
