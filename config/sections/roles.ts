import './jitless.ts';
import * as z from 'zod';
import { wholeNumber } from './text.ts';

const depth = wholeNumber(0, 50, 'give a whole number, 0 for the place itself');

/** `roles`: what a user is, and whether he works on a device. */
export const roles = z
  .record(
    z.string(),
    z.looseObject({
      name: z.string().optional().describe('Translation key of the name'),
      offline: z
        .boolean({ error: 'expected true or false' })
        .optional()
        .describe('Users of this role hold their documents on a device'),
    }),
    { error: 'expected an object of roles by their id' },
  )
  .describe('Roles by id');

/** `permissions`: who may do what. */
export const permissions = z
  .record(z.string(), z.array(z.string({ error: 'name a role' }), { error: 'give a list of roles' }), {
    error: 'expected an object of lists of roles',
  })
  .describe('Lists of roles by permission');

/** `replication_depth`: how many levels below its places a role sees. */
export const replicationDepth = z
  .array(
    z.looseObject({
      role: z.string({ error: 'name the role' }).min(1, 'name the role'),
      depth,
      report_depth: depth.optional(),
      replicate_primary_contacts: z.boolean({ error: 'expected true or false' }).optional(),
    }),
    { error: 'give a list of {role, depth}' },
  )
  .describe('How far down a role sees; a role that is not named sees everything below its places');

/** One of `settings.replication_depth`. */
export type ReplicationDepth = z.output<typeof replicationDepth>[number];
