/** Words of trainings, in Swahili. */
export const trainingWords: Record<string, string> = {
  'training.title': 'Mafunzo',
  'training.hint': 'Yale unayopaswa kujifunza kwa kazi yako. Unaweza kuyapitia tena wakati wowote, bila mtandao.',
  'training.none': 'Hakuna mafunzo bado',
  'training.none.hint': 'Mpango wako ukiwa na mafunzo kwa ajili yako, yatafunguka yenyewe na kubaki hapa.',
  'training.later': 'Baadaye',
  'training.finish': 'Nimeyapitia',
  'training.finished': 'Umepitia mafunzo haya',
  'training.put_off': 'Mafunzo yatarudi kesho. Yataendelea ulipoishia.',
  'training.open': 'Mafunzo yote',
  'training.open_yet': 'Bado hujayapitia',
  'training.done_on': 'Umeyapitia tarehe {{when}}',
};
