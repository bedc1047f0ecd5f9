import { access } from './access-en.ts';
import { campaigns } from './campaigns-en.ts';
import { care } from './care-en.ts';
import { chats } from './chats-en.ts';
import { consoleWords } from './console-en.ts';
import { day } from './day-en.ts';
import { device } from './device-en.ts';
import { dialogueWords } from './dialogues-en.ts';
import { dispatchWords } from './dispatch-en.ts';
import { erasureWords } from './erasure-en.ts';
import { eventWords } from './events-en.ts';
import { first } from './first-en.ts';
import { forms } from './forms-en.ts';
import { groupWords } from './groups-en.ts';
import { menu } from './menu-en.ts';
import { messages } from './messages-en.ts';
import { muting } from './muting-en.ts';
import { people } from './people-en.ts';
import { permissionWords } from './permissions-en.ts';
import { progressWords } from './progress-en.ts';
import { promoters } from './promoters-en.ts';
import { reports } from './reports-en.ts';
import { sync } from './sync-en.ts';
import { trainingWords } from './trainings-en.ts';
import { tryFormWords } from './try-form-en.ts';
import { userWords } from './users-en.ts';

/** The app's own words in English: the list of all keys, and what is shown where another language has none. */
export const en: Record<string, string> = {
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
