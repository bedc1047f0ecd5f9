import type { Phone } from '../../data/phone/phone-context.ts';
import { removeReports } from '../../data/reports/remove.ts';
import { undo } from '../../data/reports/save.ts';
import type { Notice } from '../../elements/toasts.ts';
import { t } from '../../words/words.ts';

/** Deletes reports and says so, with the way back as long as it was not sent. */
export const removedNotice = async (phone: Phone, ids: readonly string[]): Promise<Notice> => {
  const removed = await removeReports(phone, ids);
  if (!removed) return { text: t('reports.deleted', { count: 0 }) };
  const run = async (): Promise<Notice> => ({
    text: (await undo(phone, removed.id)) ? t('reports.restored', { count: removed.count }) : t('undo.too_late'),
  });
  return {
    text: t('reports.deleted', { count: removed.count }),
    stay: 12_000,
    action: { label: t('form.undo'), run },
  };
};
