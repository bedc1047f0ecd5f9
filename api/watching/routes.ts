import type { FastifyInstance } from 'fastify';
import { type ConnectedParts, noteConnected } from './connected.ts';
import { healthRoutes } from './health.ts';
import { type MetricsParts, metricsRoutes } from './metrics.ts';
import { type MonitoringParts, monitor, monitoringRoutes } from './monitoring.ts';

/** The doors that tell how everything is. They come before the others, for they note what happens at each of them. */
export const watchingRoutes = (app: FastifyInstance, parts: MonitoringParts & MetricsParts & ConnectedParts): void => {
  noteConnected(app, parts);
  const monitoring = monitor(parts);
  metricsRoutes(app, parts, monitoring);
  monitoringRoutes(app, monitoring);
  healthRoutes(app, parts);
};
