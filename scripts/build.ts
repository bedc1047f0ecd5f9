// `npm run build`: the PWA into webapp/dist.
import { buildWebapp } from './start/webapp.ts';
import { asked } from './terminal/asked.ts';
import { endWith } from './terminal/complaint.ts';

asked({
  usage: ['npm run build'],
  about: 'Builds the app into webapp/dist. `npm start` and `npm run api` do so by themselves when it is due.',
  examples: ['npm run build'],
});
await buildWebapp().catch(endWith);
console.log('Built webapp/dist');
