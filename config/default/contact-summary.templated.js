/* What the profile shows besides what every profile shows: a running pregnancy, and of a household who is pregnant. */
const day = 86400000;
const pregnancyForms = ['pregnancy', 'P'];
const visitForms = ['visit', 'V'];

const isPerson = contact.type === 'person';
const about = isPerson ? reports : [];
const newest = (forms, given = about) => given.find(report => report.valid !== false && forms.includes(report.form));

const startOf = report => {
  const fields = report.fields || {};
  const said = fields.lmp_date || report.lmp_date;
  if (said) return new Date(said);
  return fields.weeks_since_lmp ? new Date(report.reported_date - 7 * fields.weeks_since_lmp * day) : undefined;
};

/** The pregnancy that goes on: not ended by a birth, and not older than 44 weeks. */
const runningIn = given => {
  const report = newest(pregnancyForms, given);
  const birth = newest(['D'], given);
  if (!report || contact.date_of_death || (birth && birth.reported_date > report.reported_date)) return undefined;
  const start = startOf(report);
  const weeks = start ? Math.floor((Date.now() - start.getTime()) / (7 * day)) : undefined;
  return weeks !== undefined && weeks > 44 ? undefined : { report, start, weeks };
};

const pregnancy = runningIn(about);
const lastVisit = newest(visitForms);
const asked = newest([...visitForms, ...pregnancyForms, 'F']);
const signs = asked && asked.form === 'F' ? asked.fields.danger_sign : asked?.fields?.danger_signs;
const hasDanger = !!pregnancy && !!signs && signs !== 'none';
const dueDate = pregnancy?.start && new Date(pregnancy.start.getTime() + 280 * day);

const dangers = (hasDanger ? String(signs).split(' ') : []).map(sign => ({
  label: 'summary.pregnancy.danger_sign',
  icon: 'triangle-alert',
  value: `summary.danger_sign.${sign}`,
  translate: true,
}));

const visitOfHousehold = isPerson ? undefined : newest(visitForms, reports);
const women = isPerson
  ? []
  : [...new Set(reports.map(({ fields = {} }) => fields.patient_uuid || fields.patient_id).filter(Boolean))].filter(
      id => runningIn(reports.filter(({ fields = {} }) => (fields.patient_uuid || fields.patient_id) === id)),
    );

export const context = {
  pregnant: !!pregnancy,
  weeks_pregnant: pregnancy?.weeks,
  expected_date: dueDate?.toISOString().slice(0, 10),
  danger_signs: hasDanger ? signs : '',
  muted: contact.muted,
  muted_since: contact.mutedSince,
};

export const fields = [];

export const cards = [
  {
    label: 'summary.pregnancy.title',
    appliesToType: 'person',
    appliesIf: () => !!pregnancy,
    fields: [
      ...dangers,
      {
        label: 'summary.pregnancy.weeks',
        icon: 'heart-pulse',
        width: 4,
        appliesIf: () => pregnancy.weeks !== undefined,
        filter: 'weeksPregnant',
        value: () => ({ number: pregnancy.weeks }),
      },
      {
        label: 'summary.pregnancy.expected_date',
        icon: 'calendar',
        width: 4,
        appliesIf: () => !!dueDate,
        filter: 'simpleDate',
        value: () => dueDate.toISOString().slice(0, 10),
      },
      {
        label: 'summary.pregnancy.last_visit',
        icon: 'clipboard-check',
        width: 4,
        filter: 'relativeDay',
        value: () => (lastVisit || pregnancy.report).reported_date,
      },
    ],
  },
  {
    label: 'summary.household.title',
    appliesToType: 'clinic',
    appliesIf: () => women.length > 0 || !!visitOfHousehold,
    fields: [
      { label: 'summary.household.pregnant', icon: 'heart-pulse', width: 6, value: () => women.length },
      {
        label: 'summary.pregnancy.last_visit',
        icon: 'clipboard-check',
        width: 6,
        appliesIf: () => !!visitOfHousehold,
        filter: 'relativeDay',
        value: () => visitOfHousehold.reported_date,
      },
    ],
  },
];
