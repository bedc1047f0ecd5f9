/** Words of trainings, in French. */
export const trainingWords: Record<string, string> = {
  'training.title': 'Formations',
  'training.hint':
    'Ce que vous devez apprendre pour votre travail. Vous pouvez revoir chacune quand vous voulez, sans réseau.',
  'training.none': 'Aucune formation pour le moment',
  'training.none.hint': 'Dès que votre programme en a une pour vous, elle s’ouvre d’elle-même et reste ici.',
  'training.later': 'Plus tard',
  'training.finish': 'Je l’ai suivie',
  'training.finished': 'Vous avez suivi cette formation',
  'training.put_off': 'La formation revient demain. Elle reprend là où vous vous êtes arrêté.',
  'training.open': 'Toutes les formations',
  'training.open_yet': 'Pas encore suivie',
  'training.done_on': 'Suivie le {{when}}',
};
