import {
  formCode,
  isReport,
  type Report,
  reportSubjectIds,
  type ScheduledTask,
  sameForm,
  subjectOf,
  withTaskState,
} from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';

const report = (fields: object): Report => ({ _id: 'r', type: 'data_record', ...fields });

describe('form codes', () => {
  // What CHT's pattern was evidently meant to do, without its slips.
  const pairs: [unknown, unknown, boolean][] = [
    ['mute', 'mute', true],
    ['MUTE', 'mute', true],
    [' mute ', 'mute', true],
    ['!mute', 'mute', true],
    ['mute!?', 'mute', true],
    ['mute.', 'mute', true],
    ['WWmute', 'mute', false],
    ['mute', 'mutes', false],
    ['mut.', 'mute', false],
    ['m.te', 'mute', false],
    ['mute_2', 'mute_2', true],
    ['mute_2', 'mute_3', false],
    ['contact:person', 'Contact:Person', true],
    ['MUET', 'mute', false],
    ['ÉCOLE', 'école', true],
    ['घर', 'घर', true],
    ['', '', false],
    ['...', '!!!', false],
    [undefined, undefined, false],
    [null, 'null', false],
    [7, '7', false],
  ];
  for (const [a, b, same] of pairs)
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)} ${same ? 'name the same form' : 'are not the same form'}`, () => {
      expect([sameForm(a, b), sameForm(b, a)]).to.deep.equal([same, same]);
    });

  it('are compared in lower case without what stands around them', () => {
    expect(formCode(' #Anc-Visit: ')).to.equal('anc-visit');
  });
});

describe('the subject of a report', () => {
  const cases: [object, { patient?: string; place?: string }, string[]][] = [
    [{}, {}, []],
    [{ fields: { patient_id: '1' } }, { patient: '1' }, ['1']],
    [{ fields: { patient_id: 12345 } }, { patient: '12345' }, ['12345']],
    [{ fields: { patient_uuid: 'u' } }, { patient: 'u' }, ['u']],
    [{ fields: { patient_id: '1', patient_uuid: 'u' } }, { patient: '1' }, ['1', 'u']],
    [{ patient_id: 't' }, { patient: 't' }, ['t']],
    [{ patient_id: 't', fields: { patient_uuid: 'u' } }, { patient: 'u' }, ['t', 'u']],
    [{ fields: { place_id: 'p' } }, { place: 'p' }, ['p']],
    [{ place_id: 'p', fields: { patient_id: '1' } }, { patient: '1', place: 'p' }, ['p', '1']],
    [{ fields: { place_uuid: 'pu' } }, { place: 'pu' }, ['pu']],
    [{ fields: { patient_id: '', place_id: null } }, {}, []],
    [{ case_id: 'c', fields: { case_id: 'c' } }, {}, ['c']],
    [{ patient_id: '1', fields: { patient_id: 1 } }, { patient: '1' }, ['1']],
  ];
  for (const [fields, subject, ids] of cases)
    it(`of ${JSON.stringify(fields)} is ${JSON.stringify(subject)}, listed under ${JSON.stringify(ids)}`, () => {
      expect(subjectOf(report(fields))).to.deep.equal(subject);
      expect(reportSubjectIds(report(fields))).to.deep.equal(ids);
    });

  it('is asked of reports only', () => {
    expect([isReport(report({})), isReport({ _id: 'x', type: 'person' }), isReport(null)]).to.deep.equal([
      true,
      false,
      false,
    ]);
  });
});

describe('the state of a message', () => {
  const now = '2026-01-14T10:00:00.000Z';
  const later = '2026-01-15T10:00:00.000Z';
  const planned: ScheduledTask = {
    due: later,
    group: 1,
    state: 'scheduled',
    state_history: [{ state: 'scheduled', timestamp: now }],
  };

  it('is written into the history of the message', () => {
    const muted = withTaskState(planned, 'muted', later, { reason: 'muted', by: 'report' });
    expect(muted).to.deep.equal({
      ...planned,
      state: 'muted',
      state_details: { reason: 'muted', by: 'report' },
      state_history: [
        { state: 'scheduled', timestamp: now },
        { state: 'muted', state_details: { reason: 'muted', by: 'report' }, timestamp: later },
      ],
    });
    expect(planned.state).to.equal('scheduled');
  });

  it('given twice changes nothing', () => {
    const muted = withTaskState(planned, 'muted', now, { by: 'report' });
    expect(withTaskState(muted, 'muted', later, { by: 'report' })).to.equal(muted);
    expect(withTaskState(muted, 'muted', later)).to.equal(muted);
    expect(withTaskState(planned, 'scheduled', later)).to.equal(planned);
  });

  it('is told again with other details', () => {
    const muted = withTaskState(planned, 'muted', now, { by: 'one' });
    expect(withTaskState(muted, 'muted', later, { by: 'two' }).state_history).to.have.length(3);
  });

  it('keeps the reference of the gateway until there is another', () => {
    const sent = withTaskState(planned, 'sent', now, undefined, 'ref-1');
    const delivered = withTaskState(sent, 'delivered', later);
    expect([sent.gateway_ref, delivered.gateway_ref]).to.deep.equal(['ref-1', 'ref-1']);
    expect(withTaskState(delivered, 'delivered', later, undefined, 'ref-2').gateway_ref).to.equal('ref-2');
  });

  it('begins a history where there is none', () => {
    const task = withTaskState<ScheduledTask>({ state: 'pending' }, 'pending', now);
    expect(task.state_history).to.deep.equal([{ state: 'pending', timestamp: now }]);
  });

  it('says no more why it was silent once it is not', () => {
    const muted = withTaskState(planned, 'muted', now, { by: 'report' });
    expect(withTaskState(muted, 'scheduled', later)).to.not.have.property('state_details');
  });
});
