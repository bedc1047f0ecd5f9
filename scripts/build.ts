// `npm run build`: the PWA into webapp/dist.
import { buildWebapp } from './webapp.ts';

await buildWebapp();
console.log('Built webapp/dist');
