import type { FastifyInstance } from 'fastify';
import { type ConnectedParts, noteConnected } from './connected.ts';
import { healthRoutes } from './health.ts';
import { knownFrom, thisMachine } from './known.ts';
import { type MetricsParts, metricsRoutes } from './metrics.ts';
import { type MonitoringParts, monitor, monitoringRoutes } from './monitoring.ts';

export interface WatchingParts extends MonitoringParts, MetricsParts, ConnectedParts {
  /** Networks that may see all that is watched. @default this machine */
  monitoringFrom?: string | undefined;
}

/** The doors that tell how everything is. They come before the others, for they note what happens at each of them. */
export const watchingRoutes = (app: FastifyInstance, parts: WatchingParts): void => {
  noteConnected(app, parts);
  const monitoring = monitor(parts);
  const isKnown = knownFrom(parts.monitoringFrom ?? thisMachine);
  metricsRoutes(app, parts, monitoring, isKnown);
  monitoringRoutes(app, monitoring, isKnown);
  healthRoutes(app, parts);
};
