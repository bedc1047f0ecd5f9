import type { FastifyInstance } from 'fastify';
import { campaignRoutes } from './campaigns/routes.ts';
import { chatRoutes } from './chats/routes.ts';
import { conversationRoutes } from './conversations/routes.ts';
import { couchAdminRoutes } from './couch-admin/routes.ts';
import { dialogueRoutes } from './dialogues/routes.ts';
import type { Foundation } from './foundation.ts';
import { messageRoutes } from './messages/routes.ts';
import { mutingRoutes } from './muting/routes.ts';
import { programmeRoutes } from './programme/routes.ts';
import { queryRoutes } from './query/routes.ts';
import { metaDatabaseRoutes } from './replicate/meta-database.ts';
import { documentRoutes, phoneRoutes } from './replicate/routes.ts';
import { reviewRoutes } from './review/routes.ts';
import { sessionRoutes } from './session/routes.ts';
import { exportRoutes } from './study/export-routes.ts';
import { participantRoutes } from './study/participant-routes.ts';
import { scheduleRoutes } from './study/schedule-routes.ts';
import { userRoutes } from './users/routes.ts';
import { scopeHash } from './visibility/user-scope.ts';
import { watchingRoutes } from './watching/routes.ts';
import { readDocuments } from './web/body-parsers.ts';

/** The doors of every work. */
export const routes = async (app: FastifyInstance, foundation: Foundation): Promise<void> => {
  const { scope } = foundation;
  watchingRoutes(app, foundation);
  sessionRoutes(app, { ...foundation, scopeHash: async caller => scopeHash(await scope(caller)) });
  await programmeRoutes(app, foundation);
  userRoutes(app, foundation);
  mutingRoutes(app, foundation);
  await messageRoutes(app, foundation);
  chatRoutes(app, foundation);
  reviewRoutes(app, foundation);
  conversationRoutes(app, foundation);
  scheduleRoutes(app, foundation);
  participantRoutes(app, foundation);
  exportRoutes(app, foundation);
  dialogueRoutes(app, foundation);
  campaignRoutes(app, foundation);
  await app.register(async documents => {
    readDocuments(documents);
    documentRoutes(documents, foundation);
    phoneRoutes(documents, foundation);
    queryRoutes(documents, foundation);
  });
  await metaDatabaseRoutes(app, foundation);
  await couchAdminRoutes(app, foundation);
};
