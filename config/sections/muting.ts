import './jitless.ts';
import * as z from 'zod';
import { formCodes, name, orElse, reply, validations } from './text.ts';

/** Events of muting for which a reply may be configured; the last four are Rounds' own. */
export const mutingReplyEvents = [
  'mute',
  'unmute',
  'already_muted',
  'already_unmuted',
  'contact_not_found',
  'muted_in_lineage',
  'accepted_but_muted',
  'waits_for_verification',
  'verification_refused',
] as const;

/**
 * What an unmute lifts. Rounds' own; CHT knows the first only.
 *
 * `topmost`: everything from the topmost muted place down. `restore`: the same, but people muted by a report of their
 * own stay muted. `refuse`: nothing when the mute comes from a place above; the answer is `muted_in_lineage`.
 */
export const unmutePolicies = ['topmost', 'restore', 'refuse'] as const;
/** @see unmutePolicies */
export type UnmutePolicy = (typeof unmutePolicies)[number];

/** Whom a mute or unmute of a form reaches. */
export const mutingScopes = ['subtree', 'self'] as const;

const code = z.string().trim().min(1, 'name a form by its code');
const roles = z.union([name('name a role'), z.array(name('name a role')).min(1, 'name at least one role')], {
  error: 'name a role, or a list of roles',
});
const verifyForms = z.union([z.array(code), z.record(z.string(), roles)], {
  error: 'give {"<form>": "<role>"}, or a list of form codes for whoever may verify reports',
});
const scope = z.record(z.string(), z.enum(mutingScopes, { error: `expected one of ${mutingScopes.join(', ')}` }), {
  error: 'give {"<form>": "self"}',
});

const policy = z.enum(unmutePolicies, { error: `expected one of ${unmutePolicies.join(', ')}` });

/** `muting`: which reports mute and unmute, and what their senders are told. */
export const muting = z
  .looseObject({
    mute_forms: formCodes.describe('Codes of the forms that mute; at least one while transitions.muting is on'),
    unmute_forms: formCodes.describe('Codes of the forms that unmute'),
    unmute_policy: policy.optional().describe('What an unmute lifts; topmost when not given'),
    unmute: policy.optional().describe('Another name of unmute_policy'),
    verify_forms: verifyForms
      .nullish()
      .describe(
        'Mute and unmute forms of which a report does nothing before somebody of a role has verified it: {"<form>": "<role>" or a list of roles}; a list of codes leaves it to whoever has can_verify_reports',
      ),
    scope: scope
      .nullish()
      .describe(
        'Whom a report of a form reaches: self is the contact alone, subtree (the default) everyone below it too',
      ),
    validations,
    messages: orElse(z.array(reply, { error: 'give a list of messages' }), () => []).describe(
      `Replies by event_type: ${mutingReplyEvents.join(', ')}`,
    ),
  })
  .refine(({ unmute, unmute_policy }) => !unmute || !unmute_policy || unmute === unmute_policy, {
    path: ['unmute_policy'],
    message: 'says another thing than muting.unmute; give one of them',
  })
  .transform(({ unmute, unmute_policy, ...rest }) => ({
    ...rest,
    unmute_policy: unmute_policy ?? unmute ?? ('topmost' as UnmutePolicy),
  }))
  .describe('Which reports mute and unmute people and places, and what their senders are told');

/** `notifications`: the old name of muting; the forms are aliases of mute and unmute forms. */
export const notifications = z
  .looseObject({
    on_form: z.string().nullish().describe('Form that unmutes'),
    off_form: z.string().nullish().describe('Form that mutes'),
    validations,
    messages: orElse(z.array(reply, { error: 'give a list of messages' }), () => []).describe(
      'Replies by event_type: on_mute, on_unmute, patient_not_found',
    ),
  })
  .describe('Deprecated: use muting');

/** `settings.muting`, with everything that was left out filled in. */
export type Muting = z.output<typeof muting>;
/** `settings.notifications`. */
export type Notifications = z.output<typeof notifications>;
