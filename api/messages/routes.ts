import type { FastifyInstance } from 'fastify';
import type { Attempts } from '../session/attempts.ts';
import { gatewayRoutes } from './gateway.ts';
import type { Messaging, MessagingParts } from './messaging.ts';
import { recordRoutes } from './records.ts';
import { africasTalkingRoutes } from './services/africas-talking/routes.ts';
import { rapidproRoutes } from './services/rapidpro/routes.ts';

/** The doors of messages: gateways, services, and programs that hand in records. */
export const messageRoutes = async (
  app: FastifyInstance,
  { messaging, ...parts }: MessagingParts & { messaging: Messaging; attempts: Attempts },
): Promise<void> => {
  await gatewayRoutes(app, { ...parts, ...messaging });
  africasTalkingRoutes(app, { ...parts, ...messaging });
  rapidproRoutes(app, { ...parts, ...messaging });
  recordRoutes(app, { ...parts, ...messaging });
};
