/** Words of passwords, links to log in and leaving, in Swahili. */
export const access: Record<string, string> = {
  'password.title': 'Chagua nenosiri lako mwenyewe',
  'password.why': 'Mtu mwingine aliweka nenosiri uliloingia nalo. Chagua moja unalolijua wewe peke yako.',
  'password.current': 'Nenosiri la sasa',
  'password.new': 'Nenosiri jipya',
  'password.again': 'Nenosiri jipya tena',
  'password.rule.long': 'Angalau herufi {{count, number}}',
  'password.rule.hard':
    'Gumu kukisia: refu zaidi, lenye herufi kubwa, tarakimu na alama nyingine, bila maneno ya kawaida wala jina lako',
  'password.met': 'Limetimizwa:',
  'password.unmet': 'Bado:',
  'password.go': 'Hifadhi na uendelee',
  'password.going': 'Inahifadhi…',
  'password.back': 'Rudi kwenye kuingia',
  'password.wrong': 'Jina la mtumiaji au nenosiri la sasa si sahihi.',
  'password.short': 'Nenosiri jipya ni fupi mno.',
  'password.weak': 'Nenosiri jipya ni rahisi mno kukisia.',
  'password.same': 'Nenosiri jipya lazima liwe tofauti na la sasa.',
  'password.differ': 'Manenosiri mapya mawili hayafanani.',
  'password.offline': 'Seva haipatikani. Nenosiri jipya linahitaji mtandao.',
  'link.title': 'Unaingia kwa kiungo chako',
  'link.going': 'Subiri kidogo…',
  'link.invalid': 'Kiungo hiki hakifanyi kazi, au kimeshatumika. Omba kingine.',
  'link.expired': 'Kiungo hiki kilikuwa cha siku moja, ambayo imepita. Omba kingine.',
  'link.offline': 'Seva haipatikani. Kiungo kinabaki kama kilivyo; jaribu tena mtandao ukipatikana.',
  'link.login': 'Ingia kwa nenosiri',
  'logout.remove': 'Ondoa pia data zangu kwenye simu hii',
  'logout.remove.hint':
    'Kwa simu inayotumiwa na wengine pia. Ukiingia tena kila kitu kitaletwa upya, na mtandao utahitajika.',
  'logout.remove.lost_one':
    'Badiliko {{count, number}} haliko kwenye seva. Likiondolewa kwenye simu hii, limepotea kabisa.',
  'logout.remove.lost_other':
    'Mabadiliko {{count, number}} hayako kwenye seva. Yakiondolewa kwenye simu hii, yamepotea kabisa.',
  'logout.remove.go': 'Toka na uondoe',
  'logout.remove.failed': 'Data zako hazikuweza kuondolewa. Funga vichupo vingine vya Rounds kisha ujaribu tena.',
};
