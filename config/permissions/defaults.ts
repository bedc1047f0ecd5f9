const everyone = ['program_officer', 'chw_supervisor', 'nurse', 'chw'];
const overseers = ['program_officer', 'chw_supervisor'];
const office = ['program_officer'];
const devices = ['chw_supervisor', 'nurse', 'chw'];
const nobody: string[] = [];

/**
 * Permissions that every programme has, by CHT's names, with the roles of the default programme. A programme's own
 * settings replace the list of a permission; a permission that they do not name keeps this one. Administrators may do
 * everything.
 */
export const defaultPermissions: Readonly<Record<string, readonly string[]>> = {
  can_access_gateway_api: ['gateway'],
  can_aggregate_targets: overseers,
  can_approve_campaigns: office,
  can_bulk_delete_reports: office,
  can_configure: nobody,
  can_create_people: everyone,
  can_create_places: everyone,
  can_create_records: ['gateway', ...office],
  can_create_users: office,
  can_default_facility_filter: devices,
  can_decide_reviews: overseers,
  can_delete_contacts: overseers,
  can_delete_messages: overseers,
  can_delete_reports: overseers,
  can_delete_users: office,
  can_move_contacts: office,
  can_edit: everyone,
  can_edit_profile: everyone,
  can_edit_verification: office,
  can_erase: office,
  can_export_all: office,
  can_export_contacts: office,
  can_export_devices_details: office,
  can_export_dhis: office,
  can_export_feedback: nobody,
  can_export_messages: office,
  can_export_server_logs: nobody,
  can_get_task_notifications: devices,
  can_give_short_codes: nobody,
  can_have_multiple_places: ['chw_supervisor'],
  can_log_out_on_android: nobody,
  can_skip_password_change: nobody,
  can_update_people: everyone,
  can_update_places: everyone,
  can_update_reports: overseers,
  can_update_users: office,
  can_manage_dispatch: office,
  can_manage_study: office,
  can_run_campaigns: office,
  can_manage_events: office,
  can_post_events: office,
  can_review_events: office,
  can_upgrade: nobody,
  can_verify_reports: overseers,
  can_view_analytics: everyone,
  can_view_analytics_tab: everyone,
  can_view_call_action: everyone,
  can_view_contacts: everyone,
  can_view_contacts_tab: everyone,
  can_view_last_visited_date: devices,
  can_view_message_action: everyone,
  can_view_messages: everyone,
  can_view_messages_tab: everyone,
  can_view_outgoing_messages: office,
  can_view_reports: everyone,
  can_view_reports_tab: everyone,
  can_view_tasks: devices,
  can_view_tasks_group: devices,
  can_view_tasks_tab: devices,
  can_view_uhc_stats: overseers,
  can_view_unallocated_data_records: office,
  can_view_users: office,
};

/** A programme's permissions with what it does not name filled in. */
export const withDefaultPermissions = (own: Record<string, string[]> = {}): Record<string, string[]> => ({
  ...Object.fromEntries(Object.entries(defaultPermissions).map(([permission, roles]) => [permission, [...roles]])),
  ...own,
});

/** Roles that exist without being configured. */
export const builtInRoles: readonly string[] = [
  '_admin',
  'admin',
  'mm-online',
  'national_admin',
  'gateway',
  'data_entry',
  'analytics',
];
