/** Words of a report, in French. */
export const reports: Record<string, string> = {
  'report.title': 'Rapport',
  'report.about': 'À propos de',
  'report.by': 'Envoyé par',
  'report.at': 'Fait le',
  'report.fields': 'Réponses',
  'report.errors': 'Ce qui n’allait pas dans ce rapport',
  'report.replies': 'Réponses envoyées',
  'report.scheduled': 'Messages prévus',
  'report.faulty': 'Avec une faute',
  'report.waiting': 'En attente sur ce téléphone',
  'report.sent': 'Sur le serveur',
  'report.refused': 'Refusé par le serveur',
  'report.not_done': 'Non exécuté',
  'report.message': 'Message',
};
