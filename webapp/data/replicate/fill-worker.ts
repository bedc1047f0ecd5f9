/// <reference lib="webworker" />
import { type FillLog, FillStopped, type FillTold } from './fill-log.ts';
import { fillPart } from './fill-part.ts';

/**
 * The worker that fetches and stores the first fill; `fill.ts` starts it. It is told `{database, before}` once, then
 * `stored` each time it asked the page to store something.
 */
declare const self: DedicatedWorkerGlobalScope;

const tell = (news: FillTold) => self.postMessage(news);
let stored = () => {};

const run = async (database: string, before: FillLog | null): Promise<void> => {
  try {
    const log = await fillPart({
      database,
      before,
      onProgress: log => tell({ is: 'progress', log }),
      store: (docs, log) => {
        tell({ is: 'store', docs, ...(log ? { log } : {}) });
        return new Promise(resolve => {
          stored = resolve;
        });
      },
    });
    tell({ is: 'ended', log });
  } catch (error) {
    tell({ is: 'stopped', why: error instanceof FillStopped ? error.why : 'network' });
  }
};

self.onmessage = ({ data }: MessageEvent<'stored' | { database: string; before: FillLog | null }>) => {
  if (data === 'stored') stored();
  else void run(data.database, data.before);
};
