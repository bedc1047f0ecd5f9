/** Sections of CHT's app_settings that Rounds takes as they are. */
export const sectionsOfCht: readonly string[] = [
  'date_format',
  'reported_date_format',
  'case_reports',
  'synthetic_date',
  'archive',
  'tasks',
  'task_day_limit',
  'task_days_overdue',
  'uhc',
  'contact_summary',
  'contact_display_short',
  'header_tabs',
  'oidc_provider',
  'assetlinks',
  'dhis_data_sets',
  'public_access',
  'loglevel',
  'schema_version',
  'unallocated_data_records',
  'replications',
  'messages',
  'user_roles',
  'contact',
  'report',
  'transition_defaults',
];

/**
 * Sections that Rounds adds for its later parts, taken as they are until those parts check them;
 * `$schema` is for editors.
 */
export const sectionsOfRounds: readonly string[] = ['$schema', 'commands', 'dialogues', 'events', 'monitoring'];

/** Sections that programmes carry along from old versions of CHT, which read them no more. */
export const sectionsOfOldCht: readonly string[] = [
  'locales',
  'kujua-reporting',
  'changes_controller',
  'setup_complete',
  'muvuku_webapp_url',
  'anc_forms',
  'anc_registration_lmp',
  'care_coordinator',
  'statistics_submission',
  'statistics_submission_number',
  'id_format',
  'dhisDataSets',
  'translations',
  'websites',
  '_version',
];
