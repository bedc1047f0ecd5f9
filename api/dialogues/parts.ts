import type { Settings } from '@rounds/config/settings/settings.ts';
import type { FastifyRequest } from 'fastify';
import { type Caller, callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import type { BeginningParts } from './begin.ts';

/** The parts that the doors of dialogues take. */
export interface DialogueParts extends BeginningParts, Pick<Visibility, 'audiences' | 'scope'> {}

/** Who asks, where he may write and publish dialogues. @throws `access/forbidden` */
export const authorOf = ({ settings }: DialogueParts, request: FastifyRequest): Caller => {
  const caller = callerOf(request);
  need(settings.current() as Settings, caller.roles, 'can_manage_study');
  return caller;
};

/** Largest dialogue, workbook or flow, in bytes. */
export const dialogueLimit = 5 * 1024 * 1024;
