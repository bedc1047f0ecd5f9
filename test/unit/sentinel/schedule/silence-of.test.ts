import type { Participation } from '@rounds/ddocs/documents/contacts.ts';
import type { MessageClass } from '@rounds/ddocs/documents/reports.ts';
import { type Silence, silenceOf } from '@rounds/sentinel/schedule/silence-of.ts';
import { expect } from 'chai';

const said = (state: Participation['state']) => ({ participation: { state, since: 1, by: 'consent:x' } });
const base = { contact: {}, isBlocked: false, needsConsent: false };
const classes: readonly MessageClass[] = ['answer', 'typed', 'unsolicited', 'urgent'];

describe('To somebody', () => {
  // Why each class of message is silenced, in the order answer, typed, unsolicited, urgent.
  const cases: [who: string, receiver: Parameters<typeof silenceOf>[1], why: (Silence | undefined)[]][] = [
    ['whom nobody knows everything goes', { ...base, contact: null }, [undefined, undefined, undefined, undefined]],
    ['who never said anything everything goes', base, [undefined, undefined, undefined, undefined]],
    ['who agreed everything goes', { ...base, contact: said('active') }, [undefined, undefined, undefined, undefined]],
    [
      'who is muted answers and typed words go',
      { ...base, contact: { muted: '2026-01-01T00:00:00.000Z' } },
      [...[undefined, undefined, 'muted', 'muted']] as never,
    ],
    [
      'who paused answers and typed words go',
      { ...base, contact: said('paused') },
      [...[undefined, undefined, 'paused', 'paused']] as never,
    ],
    ['who left only answers go', { ...base, contact: said('left') }, [undefined, 'left', 'left', 'left']],
    [
      'who refused only answers go',
      { ...base, contact: said('refused') },
      [undefined, 'no consent', 'no consent', 'no consent'],
    ],
    [
      'who was not asked yet only answers go, where consent is needed',
      { ...base, needsConsent: true },
      [undefined, 'no consent', 'no consent', 'no consent'],
    ],
    [
      'who agreed everything goes, where consent is needed',
      { ...base, needsConsent: true, contact: said('active') },
      [undefined, undefined, undefined, undefined],
    ],
    ['who blocked the bot nothing goes', { ...base, isBlocked: true }, ['blocked', 'blocked', 'blocked', 'blocked']],
  ];
  for (const [who, receiver, why] of cases)
    it(who, () => expect(classes.map(kind => silenceOf(kind, receiver))).to.deep.equal(why));
});
