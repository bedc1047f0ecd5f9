import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import { type Contact, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { change, create } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { said } from '../messages/said.ts';
import { aReview, isDecided } from '../review/kind.ts';
import { sayTo } from './scene.ts';

/** Who wants to become one; null where nobody is there any more. */
const applicant: Fact<ReviewDoc, Contact | null> = {
  look: ({ subject }, want) => {
    if (subject.contact) want.doc(subject.contact);
  },
  read: ({ subject }, { docs }) => (docs.get(subject.contact ?? '') as Contact | null | undefined) ?? null,
};

/** Who was approved may be asked from now on; whatever was decided, the volunteer hears of it. */
export const volunteerDecided = rule({
  name: 'volunteer_decided',
  on: aReview,
  once: true,
  sentinelOnly: true,
  reads: { settings, words, now, applicant },
  concerns: isDecided('volunteer'),
  run: (review, { settings, words, now: at, applicant: contact }) => {
    if (!contact) return null;
    const approved = review.decision === 'approve';
    const status = approved ? 'active' : 'inactive';
    const to = reachedAt({ ...(contact.addresses ? { addresses: contact.addresses } : {}) }) ?? reachedAt(contact);
    const say = sayTo({ settings, words }, typeof contact.language === 'string' ? contact.language : undefined);
    return [
      change<Contact>(contact._id, doc => {
        const volunteer = volunteerOf(doc);
        return volunteer?.status === 'pending' ? ({ ...doc, volunteer: { ...volunteer, status } } as Contact) : doc;
      }),
      ...(to
        ? [
            create(
              said({
                ...{ cause: [review._id, 'decided'], to, by: 'dispatch', at, class: 'answer' },
                text: say(approved ? 'dispatch.say.approved' : 'dispatch.say.denied'),
                contact: { _id: contact._id },
              }),
            ),
          ]
        : []),
    ];
  },
});
