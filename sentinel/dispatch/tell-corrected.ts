import { type DispatchDoc, isOnMission, isOpen, type Stage, type Trail } from '@rounds/ddocs/dispatch/dispatch.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { InChat, Report } from '@rounds/ddocs/documents/reports.ts';
import { cardAt, causeOf, changed, named, type Said, spokenAs, wayRows } from './cards.ts';
import type { Scene } from './scene.ts';
import { shownAt } from './stage.ts';
import { rowsOf, type Spoken, smsOf, tellingOf, wordsFor } from './telling.ts';
import { tokenFor } from './token.ts';

/** Stages in which somebody can read name and address. */
const reading: readonly Stage[] = ['details', 'still', 'sure', 'on_the_way'];

/** What is put right for somebody in a chat: in the message that stands, and for who goes in a new one as well. */
const correctedInChat = (spoken: Spoken, { stage, turn }: Pick<Trail, 'stage' | 'turn'>, event: string): Said[] => {
  const { asked, doc } = spoken;
  const { trail } = asked;
  const apart = (one: Said): Said => ({ ...one, cause: [...one.cause, event] });
  const here = (): InChat['buttons'] => rowsOf(tellingOf(spoken, stage), code => tokenFor(doc._id, turn, code));
  const card = cardAt(trail, trail.length - 1);
  if (stage !== 'reason' && !reading.includes(stage))
    return card ? [apart(changed(spoken, card, turn, tellingOf(spoken, stage).text, here()))] : [];
  const all = named(asked, trail.length).map(step =>
    apart(
      changed(
        spoken,
        step,
        turn,
        tellingOf(spoken, 'details').text,
        stage === 'details' && step === card ? here() : wayRows(spoken),
      ),
    ),
  );
  const news = { cause: causeOf(spoken, 'corrected', event), text: wordsFor(spoken, 'corrected') };
  return stage === 'reason' ? all : [...all, { ...news, class: 'urgent' }];
};

/** Corrections that are told anew, should a crash have kept them from being told. */
const again = 3;

/** What is told of a request that was put right, to who is asked and to who goes. */
export const tellCorrected = (doc: DispatchDoc, scene: Scene): Report[] =>
  doc.events.slice(-again).flatMap(({ kind, id, at }) => {
    if (kind !== 'corrected' && kind !== 'dropped') return [];
    return doc.asked.flatMap(asked => {
      if (!isOpen(asked) && !isOnMission(asked)) return [];
      const stage = asked.stage === 'silent' ? (asked.before ?? 'offer') : asked.stage;
      const spoken: Spoken = { doc, asked, scene, at: shownAt(asked) };
      const said = isChatAddress(asked.address)
        ? correctedInChat(spoken, { stage, turn: asked.turn }, id)
        : isOnMission(asked)
          ? [
              {
                cause: causeOf(spoken, 'corrected', id),
                text: smsOf(spoken, 'sms_corrected'),
                class: 'urgent' as const,
              },
            ]
          : [];
      return said.map((each, nth) => spokenAs(spoken, each, at + nth));
    });
  });
