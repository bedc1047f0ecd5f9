import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { mutedAt } from '@rounds/sentinel/muting/muted-at.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../session/caller.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';

/** The parts that the doors of muting take. */
export interface MutingParts extends Pick<Visibility, 'audiences' | 'scope'> {
  main: Store;
  sentinel: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** A moment of a request: a date, a moment as ISO text, or ms. Now where none is given. */
const momentIn = (at: string | undefined, now: Ms): Ms => {
  if (at === undefined || at === '') return now;
  const moment = /^-?\d+$/.test(at) && at.length > 8 ? Number(at) : Date.parse(at);
  if (Number.isFinite(moment) && Math.abs(moment) <= 8.64e15) return moment;
  throw new AppError('request/invalid', `"${at}" is no moment`, {
    hint: 'Give at as a date, such as 2026-03-01 or 2026-03-01T08:00:00Z, or in ms since 1970',
  });
};

/**
 * `GET /api/v1/contact/:id/muting?at=`: whether a contact was muted at a moment, since when, until when, and by which
 * report, with its whole history. For whoever may see the contact.
 */
export const mutingRoutes = (app: FastifyInstance, parts: MutingParts): void => {
  app.get<{ Params: { id: string }; Querystring: { at?: string } }>('/api/v1/contact/:id/muting', async request => {
    const caller = callerOf(request);
    const settings = parts.settings.current();
    if (!may(settings, caller.roles, 'can_view_contacts'))
      throw new AppError('access/forbidden', 'You lack the permission can_view_contacts');
    const { id } = request.params;
    const at = momentIn([request.query.at].flat()[0], parts.now());
    const [contact] = await visible(parts, await parts.scope(caller), [await parts.main.get<Contact>(id)]);
    if (!isContact(contact, settings.contact_types)) throw new AppError('doc/missing', `There is no contact "${id}"`);
    const info = await parts.sentinel.get<InfoDoc>(infoId(id));
    return {
      id,
      at: new Date(at).toISOString(),
      ...mutedAt(contact, info, at),
      history: info?.muting_history ?? [],
    };
  });
};
