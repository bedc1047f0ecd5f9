import type { Contact, Lineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';

const under = (...ids: string[]): Lineage | undefined => {
  const [_id, ...rest] = ids;
  if (!_id) return undefined;
  const parent = under(...rest);
  return parent ? { _id, parent } : { _id };
};

/** A moment so many days from now, at nine. */
export const inDays = (days: number): string => {
  const at = new Date();
  at.setUTCDate(at.getUTCDate() + days);
  at.setUTCHours(9, 0, 0, 0);
  return at.toISOString();
};

/** A pregnancy with a visit already made and two to come. */
export const pregnancyOf = (patient: Contact, sender: Lineage): Report => ({
  _id: `pregnancy-of-${patient._id}`,
  type: 'data_record',
  form: 'pregnancy',
  content_type: 'xml',
  fields: {
    patient_uuid: patient._id,
    patient_id: patient.patient_id,
    patient_name: patient.name,
    lmp_method: 'weeks',
    lmp_weeks: '12',
    danger_signs: 'none',
  },
  contact: sender,
  reported_date: Date.now() - 14 * 86_400_000,
  scheduled_tasks: [-7, 14, 42].map((days, at) => ({
    due: inDays(days),
    state: days < 0 ? 'sent' : 'scheduled',
    type: 'anc_reminders',
    group: at + 1,
    recipient: 'reporting_unit',
    messages: [{ uuid: `message-${patient._id}-${at}`, to: '+255712000001', message: `Please visit ${patient.name}.` }],
    state_history: [],
  })),
});

const person = (id: string, name: string, parent: Lineage | undefined, more: Partial<Contact> = {}): Contact => ({
  _id: id,
  type: 'person',
  name,
  ...(parent ? { parent } : {}),
  reported_date: 1_760_000_000_000,
  ...more,
});

/** A district, a health centre with a health worker, and two households; Asha of the first is pregnant. */
export const village = (): Doc[] => {
  const centre = under('centre', 'district');
  const chw = person('neema', 'Neema Mushi', centre, {
    phone: '+255712000001',
    sex: 'female',
    date_of_birth: '1988-03-04',
  });
  const asha = person('asha', 'Asha Otieno', under('otieno', 'centre', 'district'), {
    patient_id: '10018',
    sex: 'female',
    date_of_birth: '1998-02-11',
  });
  return [
    { _id: 'district', type: 'district_hospital', name: 'Kilindi' },
    {
      _id: 'centre',
      type: 'health_center',
      name: 'Mto wa Mbu',
      parent: under('district'),
      contact: under('neema', 'centre', 'district'),
    },
    chw,
    {
      _id: 'otieno',
      type: 'clinic',
      name: 'Otieno household',
      place_id: '20014',
      parent: centre,
      contact: under('asha', 'otieno', 'centre', 'district'),
    },
    asha,
    person('baraka', 'Baraka Otieno', under('otieno', 'centre', 'district'), {
      patient_id: '10024',
      sex: 'male',
      date_of_birth: '1995-07-21',
    }),
    person('zawadi', 'Zawadi Otieno', under('otieno', 'centre', 'district'), {
      patient_id: '10030',
      sex: 'female',
      date_of_birth: inDays(-400).slice(0, 10),
    }),
    { _id: 'kamau', type: 'clinic', name: 'Kamau household', place_id: '20025', parent: centre },
    person('eloise', 'Éloïse Kamau', under('kamau', 'centre', 'district'), {
      patient_id: '10046',
      phone: '+255712345678',
      sex: 'female',
      date_of_birth: '1971-12-01',
    }),
    pregnancyOf(asha, under('neema', 'centre', 'district')!),
  ];
};

/** The health worker of the village, for `world.createUser`. */
export const healthWorker = (username: string) => ({
  username,
  roles: ['chw'],
  type: 'chw',
  place: 'centre',
  contact: 'neema',
  fullname: 'Neema Mushi',
  language: 'en',
});
