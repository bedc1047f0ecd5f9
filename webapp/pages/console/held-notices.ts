import type { HeldReply } from '../../data/console/held.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import type { Notice } from '../../elements/toasts.ts';
import { currentPath, go } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { talkPath } from './paths.ts';
import { talkName } from './talk-name.ts';

/** Whom a reply is for, as people call him. */
export const heldFor = (phone: Pick<Phone, 'people'>, reply: Pick<HeldReply, 'with'>): string =>
  phone.people.get(reply.with)?.name || talkName(reply.with);

/** Tells, whichever page is open, that replies went which had waited for a network, and which of them want a look first. */
export const tellOfHeld = (phone: Phone, tell: (notice: Notice) => void, signal: AbortSignal): void =>
  phone.held.onChange(({ sent, asked }) => {
    const elsewhere = ({ with: whom }: HeldReply) => !`${currentPath()}/`.startsWith(`${talkPath(whom)}/`);
    const [gone] = sent.filter(elsewhere);
    if (gone) tell({ text: t('console.held.sent', { count: sent.length, name: heldFor(phone, gone) }) });
    const first = asked.map(({ reply }) => reply).find(elsewhere);
    if (!first) return;
    const action = { label: t('console.held.look'), run: () => go(talkPath(first.with)) };
    tell({ text: t('console.held.asks', { name: heldFor(phone, first) }), action, stay: 0 });
  }, signal);
