import type { Audience } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';

/** @throws AppError `request/invalid` where an audience has people whom the caller may not see */
export const seenAudience = async (
  parts: Pick<Visibility, 'audiences' | 'scope'> & { main: Store },
  request: FastifyRequest,
  { under, only }: Pick<Audience, 'under' | 'only'>,
): Promise<void> => {
  const scope = await parts.scope(callerOf(request));
  const named = [...under, ...(only ?? [])];
  const seen = await visible(parts, scope, await parts.main.getMany<Contact>(named));
  const known = new Set(seen.map(({ _id }) => _id));
  const missing = named.find(id => !known.has(id));
  if (missing !== undefined)
    throw new AppError('request/invalid', `There is no contact "${missing}"`, { hint: 'Choose the places anew' });
  if (named.length === 0 && !scope.online && !scope.admin)
    throw new AppError('request/invalid', 'Say below which places its people live', { hint: 'Choose places of yours' });
};
