/** Words of trainings, in English. */
export const trainingWords: Record<string, string> = {
  'training.title': 'Trainings',
  'training.hint':
    'What you are to learn for your work. You can go through each again whenever you like, without a network.',
  'training.none': 'No trainings yet',
  'training.none.hint': 'Once your programme has one for you, it opens by itself, and stands here.',
  'training.later': 'Later',
  'training.finish': 'I have gone through it',
  'training.finished': 'You have gone through this training',
  'training.put_off': 'The training comes back tomorrow. It goes on where you stopped.',
  'training.open': 'All trainings',
  'training.open_yet': 'Not gone through yet',
  'training.done_on': 'Gone through on {{when}}',
};
