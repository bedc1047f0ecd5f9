import type { StateDetails, TaskState } from '@rounds/ddocs/documents/reports.ts';

/** A message as a gateway or a service is handed it. */
export interface Outgoing {
  /** Its uuid, by which updates name it. */
  id: string;
  to: string;
  content: string;
}

/** What is told of a message that went out. */
export interface StateUpdate {
  /** Uuid of the message. */
  id: string;
  state: TaskState;
  details?: StateDetails;
  /** The service's own id of it. */
  gatewayRef?: string;
}
