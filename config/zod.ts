import { z } from 'zod';

// The one global choice that is made on import: without it zod tries `new Function`, which the PWA's content security policy
// forbids and browsers report, even where the failure is caught.
z.config({ jitless: true });

/** zod without code made at run time. Everything that a phone loads imports it from here. */
export { z };
