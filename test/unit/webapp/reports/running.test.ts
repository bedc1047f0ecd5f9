import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { runningFor } from '../../../../webapp/data/reports/running.ts';

const now = Date.parse('2026-11-30T10:00Z');
const faith: Contact = { _id: 'faith', type: 'person', name: 'Faith Mutua', patient_id: '20086' };
const assigns = (form: string, params: string) => ({ form, events: [{ trigger: 'assign_schedule', params }] });
const settings = {
  registrations: [assigns('pregnancy', 'anc'), assigns('P', 'anc'), assigns('D', 'pnc'), { form: 'N', events: [] }],
};
const report = (form: string, state: string): Report => ({
  ...{ _id: form, type: 'data_record', form, fields: { patient_id: '20086' }, reported_date: 1 },
  scheduled_tasks: [{ state, due: '2026-12-12T09:00:00Z' }] as Report['scheduled_tasks'],
});

const running = async (form: string, reports: readonly Report[]) => {
  const store = { query: async () => reports.map(({ _id: id }) => ({ id, value: 1 })), getMany: async () => reports };
  const found = await runningFor(
    { store: store as never, programme: { rawSettings: () => settings } },
    form,
    faith,
    now,
  );
  return found && [found.report.form, found.ahead];
};

describe('a registration that goes on already', () => {
  it('is found by the form of the app where it came by SMS, and the other way round', async () => {
    expect(await running('pregnancy', [report('P', 'scheduled')])).to.deep.equal(['P', 1]);
    expect(await running('P', [report('pregnancy', 'muted')])).to.deep.equal(['pregnancy', 1]);
    expect(await running('pregnancy', [report('pregnancy', 'scheduled')])).to.deep.equal(['pregnancy', 1]);
  });

  it('is none where nothing is to come, where it is about something else, and for a form that registers nobody', async () => {
    expect(await running('pregnancy', [report('P', 'sent')])).to.equal(undefined);
    expect(await running('pregnancy', [report('D', 'scheduled')])).to.equal(undefined);
    expect(await running('visit', [report('P', 'scheduled')])).to.equal(undefined);
  });
});
