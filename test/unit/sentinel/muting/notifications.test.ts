import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Effect } from '@rounds/sentinel/engine/effects.ts';
import type { Cascade } from '@rounds/sentinel/muting/asked.ts';
import { cascade } from '@rounds/sentinel/muting/cascade.ts';
import { mutingReport } from '@rounds/sentinel/muting/report.ts';
import { expect } from 'chai';
import { ann, effectsOf, type Facts, factsOf, kindsOf, leftBy, said, sms } from '../engine/one-rule.ts';
import { wednesday } from '../engine/sentinel-in-memory.ts';

const notifications = {
  off_form: 'OFF',
  on_form: 'ON',
  validations: { list: [{ property: 'reason', rule: 'lenMax(5)', message: 'Too long' }] },
  messages: [
    { event_type: 'on_mute', message: 'No more reminders for {{patient_name}}' },
    { event_type: 'on_unmute', message: 'Reminders again for {{patient_name}}' },
    { event_type: 'patient_not_found', message: 'Nobody is {{patient_id}}' },
  ],
};
const muting = { mute_forms: ['MUTE'], messages: [{ event_type: 'mute', message: 'Muted by today' }] };
const facts = (settings: object = {}, more: Partial<Facts> = {}) =>
  factsOf({
    subject: { patient: ann, place: null },
    ...more,
    settings: {
      forms: { OFF: {}, ON: {}, MUTE: {} },
      transitions: { update_notifications: true },
      notifications,
      ...settings,
    },
  } as never);
const at = new Date(wednesday).toISOString();

/** The mutes and unmutes that a rule asks for. */
const cascadesOf = (effects: readonly Effect[] | null | undefined): Cascade[] =>
  (effects ?? []).flatMap(effect =>
    effect.do === 'together' && effect.kind === cascade ? [effect.asked as Cascade] : [],
  );

/** What the sender is told once the cascade came to this. */
const told = (form: string, event: string, settings: object = {}): Report => {
  const report = sms(form, { patient_id: '20000' });
  const [asked] = cascadesOf(effectsOf(mutingReport, report, facts(settings)));
  return asked!.answer(event, at)(report) as Report;
};

describe('The old notifications', () => {
  const answers: [form: string, event: string, text: string][] = [
    ['OFF', 'mute', 'No more reminders for ann'],
    ['OFF', 'already_muted', 'No more reminders for ann'],
    ['ON', 'unmute', 'Reminders again for ann'],
    ['ON', 'already_unmuted', 'Reminders again for ann'],
  ];
  for (const [form, event, text] of answers)
    it(`answer ${form} with their own words where it comes to ${event}`, () =>
      expect(said(told(form, event))).to.deep.equal([`+254700000001: ${text}`]));

  it('mute by the off form and unmute by the on form, through the same cascade', () => {
    const asked = ['OFF', 'on'].flatMap(form =>
      cascadesOf(effectsOf(mutingReport, sms(form, { patient_id: '20000' }), facts())),
    );
    expect(asked.map(({ event }) => [event.muted, event.subject])).to.deep.equal([
      [true, 'ann'],
      [false, 'ann'],
    ]);
  });

  it('keep their own words and rules beside those of muting', () => {
    const both = { transitions: { update_notifications: true, muting: true }, muting };
    expect(said(told('OFF', 'mute', both))).to.deep.equal(['+254700000001: No more reminders for ann']);
    expect(said(told('MUTE', 'mute', both))).to.deep.equal(['+254700000001: Muted by today']);
    const long = (form: string) => sms(form, { patient_id: '20000', reason: 'much too long' });
    expect(effectsOf(mutingReport, long('OFF'), facts(both))?.[0]?.do).to.equal('change');
    expect(kindsOf(effectsOf(mutingReport, long('MUTE'), facts(both)))).to.deep.equal(['cascade']);
  });

  it('hold while muting is configured and off', () => {
    const off = { muting: { ...muting, mute_forms: ['OFF'] } };
    expect(said(told('OFF', 'mute', off))).to.deep.equal(['+254700000001: No more reminders for ann']);
  });

  it('refuse what their rules refuse', () => {
    const report = sms('OFF', { patient_id: '20000', reason: 'much too long' });
    const refused = leftBy(effectsOf(mutingReport, report, facts()), report);
    expect(refused.errors).to.deep.equal([{ code: 'invalid_reason', message: 'Too long' }]);
  });

  const nobody = { subject: { patient: null, place: null } };
  it('tell what is wrong with an answer before they look for anybody', () => {
    const report = sms('OFF', { patient_id: '99', reason: 'much too long' });
    const refused = leftBy(effectsOf(mutingReport, report, facts({}, nobody)), report);
    expect(refused.errors).to.deep.equal([{ code: 'invalid_reason', message: 'Too long' }]);
    expect(said(refused)).to.deep.equal(['+254700000001: Too long']);
  });

  it('leave it to muting itself to look first', () => {
    const strict = { ...muting, validations: notifications.validations };
    const both = { transitions: { update_notifications: true, muting: true }, muting: strict };
    const report = sms('MUTE', { patient_id: '99', reason: 'much too long' });
    const refused = leftBy(effectsOf(mutingReport, report, facts(both, nobody)), report);
    expect(refused.errors!.map(({ code }) => code)).to.deep.equal(['contact_not_found']);
  });

  it('say that nobody is known by that number', () => {
    const report = sms('OFF', { patient_id: '99' });
    const refused = leftBy(
      effectsOf(mutingReport, report, facts({}, { subject: { patient: null, place: null } })),
      report,
    );
    expect(refused.errors).to.deep.equal([{ code: 'patient_not_found', message: 'Nobody is 99' }]);
    expect(said(refused)).to.deep.equal(['+254700000001: Nobody is 99']);
  });

  const wordless: [form: string, event: string, code: string][] = [
    ['OFF', 'mute', 'on_mute'],
    ['OFF', 'already_muted', 'on_mute'],
    ['ON', 'unmute', 'on_unmute'],
  ];
  for (const [form, event, code] of wordless)
    it(`leave an error where they have no words for ${code}, as after ${event}`, () => {
      const report = told(form, event, { notifications: { ...notifications, messages: [] } });
      expect(report.errors).to.deep.equal([
        { code, message: `No message is configured for notifications.messages with event_type ${code}` },
      ]);
    });

  it('leave no error for words that they never had', () =>
    expect(told('ON', 'muted_in_lineage').errors).to.equal(undefined));

  it('do not see again to what CHT has seen to under their name', () => {
    const info = { transitions: { update_notifications: { ok: true } } } as unknown as InfoDoc;
    expect(effectsOf(mutingReport, sms('OFF', { patient_id: '20000' }), facts({}, { info }))).to.equal(null);
  });

  it('are nothing while they are off', () =>
    expect(effectsOf(mutingReport, sms('OFF', { patient_id: '20000' }), facts({ transitions: {} }))).to.equal(
      undefined,
    ));
});
