import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** What it takes to write messages before they fall due. */
interface Planned {
  store: Store;
  programme: { rawSettings(): unknown };
}

/**
 * The texts of planned messages as they will be written when they fall due.
 * @param reports about one contact
 */
export const writePlanned = async (
  { store, programme }: Planned,
  due: readonly { report: Report; task: ScheduledTask }[],
  reports: readonly Report[],
): Promise<Map<ScheduledTask, string>> => {
  const raw = programme.rawSettings();
  if (!raw || due.length === 0) return new Map();
  const [{ plannedTexts }, { usableSettings }] = await Promise.all([
    import('@rounds/sentinel/device/planned-text.ts'),
    import('@rounds/config/settings/usable.ts'),
  ]);
  const { settings } = usableSettings(raw);
  const registrations = [...reports]
    .filter(({ scheduled_tasks }) => scheduled_tasks?.length)
    .sort((a, b) => (Number(a.reported_date) || 0) - (Number(b.reported_date) || 0));
  const texts = new Map<ScheduledTask, string>();
  const writers = new Map<string, (task: ScheduledTask) => string>();
  for (const { report, task } of due) {
    const known = writers.get(report._id) ?? (await plannedTexts({ report, store, settings, registrations }));
    writers.set(report._id, known);
    texts.set(task, known(task));
  }
  return texts;
};
