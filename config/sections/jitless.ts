import { config } from 'zod';

// The one global choice that is made on import: without it zod tries `new Function`, which the PWA's content security
// policy forbids and browsers report, even where the failure is caught. Every file with a schema imports this one, and
// zod as a whole (`import * as z`): `import { z }` would bring all of its forty languages, 65 kB gzipped, to the phone.
config({ jitless: true });
