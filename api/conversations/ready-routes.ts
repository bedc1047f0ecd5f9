import type { Settings } from '@rounds/config/settings/settings.ts';
import type { LocalText } from '@rounds/config/words/translations.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { textOf } from '@rounds/sentinel/messages/wording.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { v4 } from 'uuid';
import * as z from 'zod';
import { type Caller, onlineOnly } from '../session/caller.ts';
import type { Scope } from '../visibility/scope.ts';
import { wrong } from './work-routes.ts';

/** What the doors of replies that are ready take. */
export interface ReadyParts {
  main: Store;
  settings: { current: () => Settings };
  /** The user who asks, if he may see messages. */
  entering: (request: FastifyRequest) => Promise<{ caller: Caller; scope: Scope }>;
  /** Those of some documents that he may see. */
  seen: (scope: Scope, docs: readonly (Doc | null)[]) => Promise<Doc[]>;
}

/** An answer that is ready to be sent, by language, with the variables that messages may have. */
interface CannedDoc extends Doc {
  type: 'canned';
  title: string;
  text: LocalText;
  by: string;
}

const canned = z.object({
  title: z.string().trim().min(1, { error: 'give it a title' }).max(100),
  text: z.record(z.string(), z.string().max(4096), { error: 'give its text by language, such as {"en": "Hello"}' }),
});

/** A reply with its places filled in for whoever is written to, in the language of that contact. */
const filled = (
  text: LocalText,
  contact: Contact | undefined,
  lineage: readonly Contact[],
  settings: Settings,
): string => {
  const patient = contact ? { contact, lineage, phones: new Map<string, string>() } : null;
  const locale = typeof contact?.language === 'string' ? { locale: contact.language } : {};
  const report = { _id: '', type: 'data_record', ...locale } as Report;
  return textOf(
    { message: text },
    { ...{ report, sender: null, settings, words: {} }, subject: { patient, place: null } },
  );
};

/**
 * `/api/v1/canned-replies`: answers that are ready, by language, with the variables of messages; `?conversation=` fills
 * them in for whoever it is with.
 */
export const readyRoutes = (app: FastifyInstance, { main, settings, entering, seen }: ReadyParts): void => {
  const preHandler = onlineOnly;

  app.get<{ Querystring: { conversation?: string } }>('/api/v1/canned-replies', { preHandler }, async request => {
    const { scope } = await entering(request);
    const { conversation } = request.query;
    const docs = await main.range<CannedDoc>({ from: 'canned:', to: 'canned:\ufff0', limit: 1000 });
    if (conversation === undefined) return { replies: docs.map(({ _id, title, text }) => ({ id: _id, title, text })) };
    const [contact] = (await seen(scope, [await main.get(conversation)])) as Contact[];
    const lineage = contact ? (await main.getMany<Contact>(ancestorIds(contact))).filter(place => place !== null) : [];
    return {
      replies: docs
        .map(({ _id, title, text }) => ({
          ...{ id: _id, title, text },
          filled: filled(text, contact, lineage, settings.current()),
        }))
        .sort((a, b) => a.title.localeCompare(b.title)),
    };
  });

  app.post('/api/v1/canned-replies', { preHandler }, async request => {
    const { caller } = await entering(request);
    const { data, error } = canned.safeParse(request.body);
    if (error) throw wrong(error);
    const doc: CannedDoc = { _id: `canned:${v4()}`, type: 'canned', ...data, by: caller.name };
    await main.write([doc]);
    return { id: doc._id };
  });

  app.delete<{ Params: { id: string } }>('/api/v1/canned-replies/:id', { preHandler }, async request => {
    await entering(request);
    const doc = await main.get<CannedDoc>(request.params.id);
    if (doc?.type !== 'canned') throw new AppError('doc/missing', `There is no reply "${request.params.id}"`);
    await main.write([{ _id: doc._id, _rev: doc._rev!, _deleted: true }]);
    return { ok: true };
  });
};
