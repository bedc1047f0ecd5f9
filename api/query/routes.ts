import type { FastifyInstance } from 'fastify';
import { creatorReportsRoutes } from './creator-reports.ts';
import { findRoutes } from './find.ts';
import type { QueryParts } from './parts.ts';
import { viewRoutes } from './view.ts';

/** Questions to the database that online users may ask. Answers hold what they may see. */
export const queryRoutes = (app: FastifyInstance, parts: QueryParts): void => {
  findRoutes(app, parts);
  viewRoutes(app, parts);
  creatorReportsRoutes(app, parts);
};
