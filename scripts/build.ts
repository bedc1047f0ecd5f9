// `npm run build`: the PWA into webapp/dist.
import { buildWebapp } from './start/webapp.ts';

await buildWebapp();
console.log('Built webapp/dist');
