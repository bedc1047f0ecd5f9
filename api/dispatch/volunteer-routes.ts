import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { visible } from '../visibility/visible.ts';
import type { DispatchDoorParts } from './parts.ts';
import { byPhone, newPerson, type PeopleParts, peopleFor, placeFor } from './people.ts';
import { enters } from './routes.ts';

const applied = z.object({
  first_name: z.string().min(1, { error: 'say the first name' }).max(60),
  last_name: z.string().max(60).optional().default(''),
  phone: z
    .string()
    .regex(/\d.*\d.*\d.*\d.*\d/, { error: 'give a telephone number' })
    .max(30),
  zone: z.string().max(80).optional(),
  email: z.string().max(120).optional(),
  activities: z.array(z.string().max(40)).max(20).optional(),
  hours: z.string().max(20).optional(),
});

const changed = z.object({
  status: z.enum(['active', 'inactive', 'blacklist'], { error: 'say active, inactive or blacklist' }),
});

/** What is wrong with a body, in one sentence. */
export const refusal = (error: z.ZodError, what: string): AppError =>
  new AppError('request/invalid', what, {
    hint: error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
    details: { fields: error.issues.flatMap(({ path }) => path.slice(0, 1).map(String)) },
  });

/** An application as a report, so that it is decided as one that came by chat. */
export const application = (
  { settings, now }: PeopleParts,
  contact: Contact,
  fields: Record<string, unknown>,
  cause: readonly string[],
): Report => ({
  ...{ _id: idFrom('application', contact._id, ...cause), type: 'data_record', content_type: 'xml' },
  ...{ form: settings.dispatch?.application_form ?? 'volunteer_application', reported_date: now },
  fields: { patient_uuid: contact._id, ...fields },
  contact: minifyLineage(contact)!,
  ...{ errors: [], tasks: [] },
});

/**
 * `POST /api/v1/dispatch/volunteers` registers somebody, who then waits for a decision as who applies by chat does; `PUT
 * /api/v1/dispatch/volunteers/:id` lets a volunteer rest, or makes him active again.
 */
export const volunteerRoutes = (app: FastifyInstance, parts: DispatchDoorParts): void => {
  const { main } = parts;

  app.post('/api/v1/dispatch/volunteers', async (request, reply) => {
    const people = await peopleFor(parts, enters(parts, request));
    const { data, error } = applied.safeParse(request.body ?? {});
    if (error) throw refusal(error, 'Nobody can be registered by that');
    const place = await placeFor(people, data.zone);
    if (data.zone && !place)
      throw new AppError('request/invalid', `There is no zone "${data.zone}"`, {
        hint: 'Write its name as it stands among the places',
        details: { fields: ['zone'] },
      });
    const known = await byPhone(people, data.phone);
    if (known && volunteerOf(known)?.status === 'active')
      throw new AppError('doc/conflict', `${known.name ?? ''} has this number and is a volunteer already`);
    const name = `${data.first_name} ${data.last_name}`.trim();
    const person = known ?? newPerson(people, { name, phone: data.phone }, place);
    if (!known) await main.write([person]);
    const report = application(people, person, data, [JSON.stringify(data)]);
    await main.write([report]);
    parts.wrote([person, report]);
    return reply.code(201).send({ id: person._id, status: 'pending' });
  });

  app.put<{ Params: { id: string } }>('/api/v1/dispatch/volunteers/:id', async request => {
    const scope = await parts.scope(enters(parts, request));
    const { id } = request.params;
    const [contact] = (await visible(parts, scope, [await main.get<Contact>(id)])) as Contact[];
    if (!contact || !volunteerOf(contact)) throw new AppError('doc/missing', `There is no volunteer "${id}"`);
    const { data, error } = changed.safeParse(request.body ?? {});
    if (error) throw refusal(error, 'That is no status of a volunteer');
    await win<Contact>(main, id, doc => {
      const volunteer = doc && volunteerOf(doc);
      if (!doc || !volunteer || volunteer.status === data.status) return doc;
      return { ...doc, volunteer: { ...volunteer, status: data.status } } as Contact;
    });
    return { id, status: data.status };
  });
};
