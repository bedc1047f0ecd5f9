import { access } from './access-sw.ts';
import { campaigns } from './campaigns-sw.ts';
import { care } from './care-sw.ts';
import { chats } from './chats-sw.ts';
import { consoleWords } from './console-sw.ts';
import { day } from './day-sw.ts';
import { device } from './device-sw.ts';
import { dialogueWords } from './dialogues-sw.ts';
import { dispatchWords } from './dispatch-sw.ts';
import { erasureWords } from './erasure-sw.ts';
import { eventWords } from './events-sw.ts';
import { first } from './first-sw.ts';
import { forms } from './forms-sw.ts';
import { groupWords } from './groups-sw.ts';
import { menu } from './menu-sw.ts';
import { messages } from './messages-sw.ts';
import { muting } from './muting-sw.ts';
import { people } from './people-sw.ts';
import { permissionWords } from './permissions-sw.ts';
import { progressWords } from './progress-sw.ts';
import { promoters } from './promoters-sw.ts';
import { reports } from './reports-sw.ts';
import { sync } from './sync-sw.ts';
import { trainingWords } from './trainings-sw.ts';
import { tryFormWords } from './try-form-sw.ts';
import { userWords } from './users-sw.ts';

/** The app's own words in Swahili. */
export const sw: Record<string, string> = {
  ...access,
  ...campaigns,
  ...promoters,
  ...care,
  ...chats,
  ...consoleWords,
  ...day,
  ...device,
  ...dialogueWords,
  ...dispatchWords,
  ...erasureWords,
  ...eventWords,
  ...first,
  ...forms,
  ...groupWords,
  ...menu,
  ...messages,
  ...muting,
  ...people,
  ...permissionWords,
  ...progressWords,
  ...reports,
  ...sync,
  ...trainingWords,
  ...tryFormWords,
  ...userWords,
};
