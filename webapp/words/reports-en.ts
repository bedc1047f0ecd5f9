/** Words of a report, in English. */
export const reports: Record<string, string> = {
  'report.title': 'Report',
  'report.about': 'About',
  'report.by': 'Sent by',
  'report.at': 'Made',
  'report.fields': 'Answers',
  'report.errors': 'What was wrong with this report',
  'report.replies': 'Replies',
  'report.scheduled': 'Scheduled messages',
  'report.faulty': 'With a fault',
  'report.waiting': 'Waiting on this phone',
  'report.sent': 'On the server',
  'report.refused': 'Refused by the server',
  'report.not_done': 'Not carried out',
  'report.message': 'Message',
};
