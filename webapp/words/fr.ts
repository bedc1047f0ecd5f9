import { access } from './access-fr.ts';
import { campaigns } from './campaigns-fr.ts';
import { care } from './care-fr.ts';
import { chats } from './chats-fr.ts';
import { consoleWords } from './console-fr.ts';
import { day } from './day-fr.ts';
import { device } from './device-fr.ts';
import { dialogueWords } from './dialogues-fr.ts';
import { dispatchWords } from './dispatch-fr.ts';
import { erasureWords } from './erasure-fr.ts';
import { eventWords } from './events-fr.ts';
import { first } from './first-fr.ts';
import { forms } from './forms-fr.ts';
import { groupWords } from './groups-fr.ts';
import { menu } from './menu-fr.ts';
import { messages } from './messages-fr.ts';
import { muting } from './muting-fr.ts';
import { people } from './people-fr.ts';
import { permissionWords } from './permissions-fr.ts';
import { progressWords } from './progress-fr.ts';
import { promoters } from './promoters-fr.ts';
import { reports } from './reports-fr.ts';
import { sync } from './sync-fr.ts';
import { trainingWords } from './trainings-fr.ts';
import { tryFormWords } from './try-form-fr.ts';
import { userWords } from './users-fr.ts';

/** The app's own words in French. */
export const fr: Record<string, string> = {
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
