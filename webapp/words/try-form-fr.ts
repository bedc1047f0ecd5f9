/** Words of the page that tries forms out, in French. */
export const tryFormWords: Record<string, string> = {
  'menu.try_form': 'Essayer un formulaire',
  'try.title': 'Essayer un formulaire',
  'try.hint':
    'Choisissez un classeur XLSForm, ou un XForm. Vous le remplissez ici comme on le fera ; rien de ce que vous répondez n’est gardé.',
  'try.file': 'Classeur (.xlsx) ou XForm (.xml)',
  'try.kind': 'À quoi il sert',
  'try.kind.app': 'Rapports',
  'try.kind.contact': 'Ajouter ou modifier un contact',
  'try.kind.training': 'Une formation',
  'try.busy': 'Lecture du formulaire …',
  'try.faults_one': '{{name}} a une faute. Corrigez-la et choisissez de nouveau le fichier.',
  'try.faults_other': '{{name}} a {{count}} fautes. Corrigez-les et choisissez de nouveau le fichier.',
  'try.warnings_one': 'Pris avec un avertissement :',
  'try.warnings_other': 'Pris avec {{count}} avertissements :',
  'try.ready':
    '{{name}} peut être rempli ci-dessous. Proposez-le quand il vous convient : il prend alors la place du formulaire de ce nom.',
  'try.keep': 'Proposer ce formulaire',
  'try.kept': 'Le formulaire est proposé dès la prochaine synchronisation.',
  'try.same': 'Le formulaire est déjà proposé, tel qu’il est ici.',
  'try.unopened': 'Le formulaire ne s’ouvre pas. Regardez ses avertissements.',
  'try.answers': 'Ce que contiendrait un rapport',
  'try.again': 'Le remplir de nouveau',
  'try.done': 'Voir les réponses',
};
