/** Words of passwords, links to log in and leaving, in French. */
export const access: Record<string, string> = {
  'password.title': 'Choisissez votre propre mot de passe',
  'password.why':
    'Quelqu’un d’autre a choisi le mot de passe de cette connexion. Choisissez-en un que vous seul connaissez.',
  'password.current': 'Mot de passe actuel',
  'password.new': 'Nouveau mot de passe',
  'password.again': 'Nouveau mot de passe, encore une fois',
  'password.rule.long': 'Au moins {{count, number}} caractères',
  'password.rule.hard':
    'Difficile à deviner : plus long, avec des majuscules, des chiffres et d’autres signes, sans mots courants ni votre nom',
  'password.met': 'Rempli :',
  'password.unmet': 'Pas encore :',
  'password.go': 'Enregistrer et continuer',
  'password.going': 'Enregistrement…',
  'password.back': 'Retour à la connexion',
  'password.wrong': 'Le nom d’utilisateur ou le mot de passe actuel n’est pas correct.',
  'password.short': 'Le nouveau mot de passe est trop court.',
  'password.weak': 'Le nouveau mot de passe est trop facile à deviner.',
  'password.same': 'Le nouveau mot de passe doit être différent de l’actuel.',
  'password.differ': 'Les deux nouveaux mots de passe ne sont pas les mêmes.',
  'password.offline': 'Le serveur est injoignable. Un nouveau mot de passe demande le réseau.',
  'link.title': 'Connexion avec votre lien',
  'link.going': 'Un instant…',
  'link.invalid': 'Ce lien ne fonctionne pas, ou a déjà servi. Demandez-en un nouveau.',
  'link.expired': 'Ce lien valait un jour, qui est passé. Demandez-en un nouveau.',
  'link.offline': 'Le serveur est injoignable. Le lien reste valable ; réessayez quand il y a du réseau.',
  'link.login': 'Se connecter avec un mot de passe',
  'logout.remove': 'Retirer aussi mes données de ce téléphone',
  'logout.remove.hint':
    'Pour un téléphone que d’autres utilisent. La prochaine connexion reprend tout et demande le réseau.',
  'logout.remove.lost_one':
    '{{count, number}} changement n’est pas sur le serveur. Retiré de ce téléphone, il est perdu pour toujours.',
  'logout.remove.lost_other':
    '{{count, number}} changements ne sont pas sur le serveur. Retirés de ce téléphone, ils sont perdus pour toujours.',
  'logout.remove.go': 'Se déconnecter et retirer',
  'logout.remove.failed': 'Vos données n’ont pas pu être retirées. Fermez les autres onglets de Rounds et réessayez.',
};
