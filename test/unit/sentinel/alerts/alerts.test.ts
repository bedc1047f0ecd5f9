import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { conditionalAlerts } from '@rounds/sentinel/alerts/conditional-alerts.ts';
import { multiReportAlerts } from '@rounds/sentinel/alerts/multi-report-alerts.ts';
import type { Earlier, ReportsAsked } from '@rounds/sentinel/reports/earlier.ts';
import { expect } from 'chai';
import { ann, chw, effectsOf, type Facts, factsOf, leftBy, said, sms } from '../engine/one-rule.ts';
import { day, wednesday } from '../engine/sentinel-in-memory.ts';

const nurse = '+254700000002';
const stock = (left: number, days = 0, more: Partial<Report> = {}): Report =>
  sms('STCK', { left }, { _id: `stock ${left} ${days}`, reported_date: wednesday + days * day, ...more });
const sentBefore = (...reports: Report[]): Earlier[] =>
  reports.map(report => ({ report, sender: chw, subject: { patient: ann, place: null } }));
const askedBy = (rule: typeof conditionalAlerts, report: Report, facts: Facts): readonly ReportsAsked[] =>
  rule.needs(report, facts).earlier as ReportsAsked[];

describe('An alert by condition', () => {
  const facts = (condition: string, more: Partial<Facts> = {}, alert: object = {}) => {
    const one = {
      form: 'STCK',
      condition,
      message: '{{contact.name}} has {{left}} left',
      recipient: 'health_center',
      ...alert,
    };
    return factsOf({
      ...more,
      settings: { forms: { STCK: {} }, transitions: { conditional_alerts: true }, alerts: [one] },
    } as never);
  };
  const hears = (condition: string, report = stock(2), more: Partial<Facts> = {}): boolean => {
    const effects = effectsOf(conditionalAlerts, report, facts(condition, more));
    return said(leftBy(effects, report)).length === 1;
  };

  it('goes to the supervisor, in words that know the report', () =>
    expect(said(leftBy(effectsOf(conditionalAlerts, stock(2), facts('doc.left < 3')), stock(2)))).to.deep.equal([
      `${nurse}: chw has 2 left`,
    ]));

  const conditions: [condition: string, holds: boolean][] = [
    ['doc.left < 3', true],
    ['doc.fields.left < 3', true],
    ['doc.left > 3', false],
    ["doc.contact.parent.name === 'centre' && doc.contact.phone", true],
    ["doc.patient.name === 'ann'", true],
    ['STCK(0).left === 2', true],
    ['STCK(0).left < STCK(1).left && STCK(1).left < STCK(2).left', true],
    ['stck(1).left === 5', true],
    ['STCK(9).left === 1', false],
    ['STCK(1).contact.name === "chw" // the same', true],
    ['nothing.at.all', false],
    ['while (true) {}', false],
    ['(() => { while (true) {} })()', false],
    ['process.exit()', false],
    ["globalThis.constructor.constructor('return process')()", false],
    ['doc.left <', false],
  ];
  for (const [condition, holds] of conditions)
    it(`${holds ? 'goes' : 'does not go'} where ${condition}`, () => {
      const more = { subject: { patient: ann, place: null }, earlier: sentBefore(stock(5, -1), stock(9, -2)) };
      expect(hears(condition, stock(2), more)).to.equal(holds);
    });

  it('looks back at reports of the same form and place that were made before, whichever arrived first', () => {
    const elsewhere = stock(1, -1, { contact: { _id: 'other', parent: { _id: 'elsewhere' } } });
    const others = sentBefore(
      stock(30, 1),
      elsewhere,
      sms('OTHER', { left: 40 }, { reported_date: wednesday - 1 }),
      stock(7, -3),
    );
    expect(hears('STCK(1).left === 7', stock(2), { earlier: others })).to.equal(true);
  });

  const asks: [condition: string, asked: ReportsAsked[]][] = [
    ['doc.left < 3', []],
    ['STCK(0).left < 3', []],
    ['STCK(0).left < STCK(2).left', [{ forms: ['STCK'], parent: 'centre', limit: 2, until: wednesday }]],
    ['[1, 2].every(n => STCK(n).left < 3)', [{ forms: ['STCK'], parent: 'centre', limit: 100, until: wednesday }]],
    ['doc.STCK(1)', []],
  ];
  for (const [condition, asked] of asks)
    it(`asks for ${asked.length ? `${asked[0]!.limit} reports` : 'no other report'} where ${condition}`, () =>
      expect(askedBy(conditionalAlerts, stock(2), facts(condition))).to.deep.equal(asked));

  it('goes once, however often the report is settled', () => {
    const once = leftBy(effectsOf(conditionalAlerts, stock(2), facts('true')), stock(2));
    expect(leftBy(effectsOf(conditionalAlerts, once, facts('true')), once)).to.deep.equal(once);
    expect(conditionalAlerts.once).to.equal(true);
  });

  it('is looked at again where no condition held, when the report is edited', () => {
    expect(effectsOf(conditionalAlerts, stock(5), facts('doc.left < 3'))).to.equal(null);
  });

  it('is nothing to a report that does not count, of another form, or while it is off', () => {
    expect(effectsOf(conditionalAlerts, stock(2), facts('true', { sender: null }))).to.equal(null);
    expect(effectsOf(conditionalAlerts, sms('V'), facts('true'))).to.equal(undefined);
    expect(
      effectsOf(
        conditionalAlerts,
        stock(2),
        factsOf({ settings: { alerts: [{ form: 'STCK', condition: 'true', message: 'x' }] } }),
      ),
    ).to.equal(undefined);
  });
});

describe('An alert of many reports', () => {
  const outbreak = {
    name: 'fever',
    is_report_counted:
      'function (r, latest) { return r.fields.temperature > 38 && r.contact.parent._id === latest.contact.parent._id; }',
    num_reports_threshold: 3,
    time_window_in_days: 7,
    forms: ['F'],
    recipients: ['new_report.contact.parent.contact.phone', '+254799999999'],
    message:
      '{{num_counted_reports}} in {{time_window_in_days}} days: {{#new_reports}}{{fields.who}} by {{contact.name}} of {{patient.name}}, {{/new_reports}}',
  };
  const fever = (who: string, days: number, temperature = 39, more: Partial<Report> = {}): Report =>
    sms('F', { who, temperature }, { _id: who, reported_date: wednesday + days * day, ...more });
  const facts = (earlier: Report[], alert: object = {}) =>
    factsOf({
      now: wednesday + 30 * day,
      subject: { patient: ann, place: null },
      earlier: sentBefore(...earlier),
      settings: {
        forms: { F: {}, G: {} },
        transitions: { multi_report_alerts: true },
        multi_report_alerts: [{ ...outbreak, ...alert }],
      },
    });
  const told = (latest: Report, earlier: Report[], alert: object = {}): Report =>
    leftBy(effectsOf(multiReportAlerts, latest, facts(earlier, alert)), latest);
  const [a, b, c, d] = [fever('a', 0), fever('b', 1), fever('c', 2), fever('d', 3)];

  it('goes from the threshold on, to the supervisor of each and to the number named', () => {
    expect(said(told(b, [a]))).to.deep.equal([]);
    expect(said(told(c, [a, b])).map(text => text.trim())).to.deep.equal([
      `${nurse}: 3 in 7 days: a by chw of ann, b by chw of ann, c by chw of ann,`,
      '+254799999999: 3 in 7 days: a by chw of ann, b by chw of ann, c by chw of ann,',
    ]);
  });

  it('speaks of no report twice: the next one tells of what is new', () => {
    const third = told(c, [a, b]);
    expect(said(told(d, [third, a, b]))[0]?.trim()).to.equal(`${nurse}: 4 in 7 days: d by chw of ann,`);
    expect(leftBy(effectsOf(multiReportAlerts, third, facts([a, b])), third)).to.deep.equal(third);
  });

  it('leaves it at that for a report of which one made later spoke already, as when they arrive together', () => {
    const third = told(c, [a, b]);
    expect(said(told(b, [a, third]))).to.deep.equal([]);
    expect(said(told(d, [a, b, third]))).to.have.length(2);
  });

  it('is looked at again where it was raised by too few, when the report is edited', () =>
    expect(effectsOf(multiReportAlerts, b, facts([a]))).to.equal(null));

  it('says in its tasks which alert it is and what it counted', () =>
    expect(told(c, [a, b]).tasks?.[0]).to.deep.include({
      type: 'alert',
      alert_name: 'fever',
      counted_reports: ['a', 'b', 'c'],
    }));

  const counts: [why: string, latest: Report, earlier: Report[], goes: boolean][] = [
    ['not for reports before the window', fever('z', 8), [a, fever('y', 0.5)], false],
    ['for reports at its very edge', fever('z', 7), [a, fever('y', 5)], true],
    ['not for reports that the function does not count', c, [a, fever('cold', 1, 36)], false],
    ['not for one that does not count itself', fever('cold', 2, 36), [a, b, d], false],
    ['not for reports of other forms', c, [a, { ...b, form: 'G' }], false],
    ['for a report that comes late, with those made after it', b, [a, c], true],
    ['not for late ones further apart than the window', fever('mid', 5), [a, fever('end', 11)], false],
    ['not for reports that are no submission', c, [a, { ...b, form: 'F', contact: undefined } as never], true],
  ];
  for (const [why, latest, earlier, goes] of counts)
    it(`goes ${why}`, () => expect(said(told(latest, earlier)).length > 0).to.equal(goes));

  it('counts reports of any form where none is named', () =>
    expect(said(told(c, [a, { ...b, form: 'G' }], { forms: undefined })).length).to.equal(2));

  it('counts none by a function that throws, or never ends', () => {
    expect(said(told(c, [a, b], { is_report_counted: 'function (r) { return r.no.such.thing; }' }))).to.deep.equal([]);
    expect(said(told(c, [a, b], { is_report_counted: 'function () { for (;;); }' }))).to.deep.equal([]);
  });

  it('keeps a message for whom it finds no number, and tells nobody else instead', () => {
    const kept = told(c, [a, b], { recipients: ['new_report.contact.nobody'] });
    expect(kept.tasks?.map(({ state, state_details }) => [state, state_details?.reason])).to.deep.equal([
      ['denied', 'no phone number'],
    ]);
  });

  it('counts many reports in portions', () => {
    const many = Array.from({ length: 180 }, (_, index) => fever(`f${index}`, index / 180));
    const latest = told(fever('z', 2), many, { num_reports_threshold: 100, message: '{{num_counted_reports}}' });
    expect(said(latest)[0]).to.equal(`${nurse}: 181`);
  });

  it('asks for a window to both sides, and runs in the sentinel only', () => {
    expect(askedBy(multiReportAlerts, a, facts([]))).to.deep.equal([
      { forms: ['F'], since: wednesday - 7 * day, until: wednesday + 7 * day, limit: 1000 },
    ]);
    expect(multiReportAlerts.sentinelOnly).to.equal(true);
  });
});
