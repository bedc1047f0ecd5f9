/** Words of a report, in Swahili. */
export const reports: Record<string, string> = {
  'report.title': 'Ripoti',
  'report.about': 'Kuhusu',
  'report.by': 'Imetumwa na',
  'report.at': 'Imetengenezwa',
  'report.fields': 'Majibu',
  'report.errors': 'Kasoro za ripoti hii',
  'report.replies': 'Majibu yaliyotumwa',
  'report.scheduled': 'Ujumbe uliopangwa',
  'report.faulty': 'Ina kasoro',
  'report.waiting': 'Inasubiri kwenye simu hii',
  'report.sent': 'Iko kwenye seva',
  'report.refused': 'Imekataliwa na seva',
  'report.not_done': 'Haijatekelezwa',
  'report.message': 'Ujumbe',
};
