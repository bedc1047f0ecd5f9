/** Words of the page that tries forms out, in English. */
export const tryFormWords: Record<string, string> = {
  'menu.try_form': 'Try a form',
  'try.title': 'Try a form',
  'try.hint':
    'Choose a workbook in XLSForm, or an XForm. You fill it in here as people will; nothing that you answer is kept.',
  'try.file': 'Workbook (.xlsx) or XForm (.xml)',
  'try.kind': 'What it is for',
  'try.kind.app': 'Reports',
  'try.kind.contact': 'Adding or changing a contact',
  'try.kind.training': 'A training',
  'try.busy': 'Reading the form …',
  'try.faults_one': '{{name}} has a fault. Mend it and choose the file again.',
  'try.faults_other': '{{name}} has {{count}} faults. Mend them and choose the file again.',
  'try.warnings_one': 'Taken with a warning:',
  'try.warnings_other': 'Taken with {{count}} warnings:',
  'try.ready':
    '{{name}} can be filled in below. Offer it when you are content: it then takes the place of the form of this name.',
  'try.keep': 'Offer this form',
  'try.kept': 'The form is offered from the next sync on.',
  'try.same': 'The form is offered already, just as it is here.',
  'try.unopened': 'The form cannot be opened. Look at its warnings.',
  'try.answers': 'What a report would hold',
  'try.again': 'Fill it in again',
  'try.done': 'Show the answers',
};
