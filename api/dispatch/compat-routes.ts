import type { FastifyInstance } from 'fastify';
import { type CompatParts, compatGround } from './compat-ground.ts';
import { compatRequests } from './compat-requests.ts';
import { compatVisits } from './compat-visits.ts';
import { compatVolunteers } from './compat-volunteers.ts';

/**
 * The doors by which dispatch systems and their bots speak to one another, under `/api/v1/dispatch/`, for a login with
 * `can_manage_dispatch` by name and password. Both spellings of every field are taken; what cannot be done is answered with
 * the reason, and nothing is said to be done that was not.
 */
export const compatRoutes = (app: FastifyInstance, parts: CompatParts): void => {
  const ground = compatGround(parts);
  compatRequests(app, parts, ground);
  compatVolunteers(app, parts, ground);
  compatVisits(app, parts, ground);
};
