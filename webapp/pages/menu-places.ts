import type { IconName } from '../design/icons.ts';
import type { May } from './route.ts';

/** A page of the desk that the menu leads to. */
export interface MenuPlace {
  path: string;
  icon: IconName;
  /** Key of its words. */
  words: string;
  /** Whether it is open to the user; the page's route says the same. */
  open: (may: May) => boolean;
}

/** What is done at a desk, online, beside the lists that everybody has: in the order in which a day goes. */
export const desk: readonly MenuPlace[] = [
  { path: '/review', icon: 'clipboard-check', words: 'menu.review', open: may => may('can_decide_reviews') },
  { path: '/events', icon: 'calendar', words: 'menu.events', open: may => may('can_manage_events') },
  { path: '/dispatch', icon: 'map-pin', words: 'menu.dispatch', open: may => may('can_manage_dispatch') },
  {
    path: '/console',
    icon: 'message-square',
    words: 'menu.console',
    // Whoever has the tab of messages has them there.
    open: may => may('can_view_messages') && !may('can_view_messages_tab'),
  },
  {
    path: '/campaigns',
    icon: 'send',
    words: 'menu.campaigns',
    open: may => may('can_run_campaigns') || may('can_approve_campaigns'),
  },
  { path: '/progress', icon: 'trending-up', words: 'menu.progress', open: may => may('can_manage_study') },
  { path: '/digests', icon: 'file-text', words: 'menu.digests', open: may => may('can_manage_study') },
  {
    path: '/study',
    icon: 'calendar-clock',
    words: 'menu.study',
    open: may => may('can_manage_study') || may('can_export_messages'),
  },
  { path: '/dialogues', icon: 'workflow', words: 'menu.dialogues', open: may => may('can_manage_study') },
  {
    path: '/chats/health',
    icon: 'radio-tower',
    words: 'chats.health',
    open: may => may('can_view_outgoing_messages'),
  },
  { path: '/users', icon: 'users', words: 'menu.users', open: may => may('can_view_users') },
  { path: '/erasures', icon: 'trash-2', words: 'menu.erasures', open: may => may('can_erase') },
  { path: '/try-form', icon: 'clipboard-plus', words: 'menu.try_form', open: may => may('can_configure') },
];
