import { type DispatchDoc, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Mend } from '../engine/rule-set.ts';
import { fold } from './step.ts';

/** A request of which two leaves were merged holds all events of both; how it stands is thought over from them. */
export const dispatchMend: Mend = {
  concerns: isDispatch,
  again: doc => {
    const request = doc as DispatchDoc;
    return { ...fold(request, request.events), ...(request._rev ? { _rev: request._rev } : {}) };
  },
};
