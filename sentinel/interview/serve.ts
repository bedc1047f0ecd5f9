import type { MessagePort } from 'node:worker_threads';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Dom } from '../forms/dom.ts';
import { openForm } from '../forms/engine.ts';
import type { Filling } from '../forms/filling.ts';
import { followChosen } from '../forms/follow-chosen.ts';
import { chosenContact, kin } from '../forms/kin.ts';
import { docsMade, type FilledIn } from '../forms/made.ts';
import { type Parties, toldBefore, typeMade } from '../forms/purpose.ts';
import { prefilled } from '../forms/xform.ts';
import type { FromThread, Opening, Outside, Request, ToThread, Turned } from './opening.ts';
import type { Fault, Place } from './place.ts';
import { shownAt } from './shown.ts';
import { beginning, step } from './step.ts';

/** A form that is open in this thread. */
interface Open extends Omit<FilledIn, 'filling'> {
  filling: Filling;
  follow: () => Promise<void>;
  language: string;
  mark: string;
  /** Whom it asks: another one with each request. */
  around: { outside: Outside };
  /** Names of contacts that questions hold. */
  names: Map<string, string>;
}

/** Forms that are kept open; another one is opened again from what was answered. */
const mostOpen = 50;

type Reading = Pick<Store, 'get' | 'getMany'>;

const reading = (outside: Outside): Reading => ({
  get: <T extends Doc>(id: string) => outside.get(id) as Promise<T | null>,
  getMany: <T extends Doc>(ids: readonly string[]) =>
    (ids.length === 0 ? Promise.resolve([]) : outside.getMany(ids)) as Promise<(T | null)[]>,
});

const openFrom = async (dom: Dom, outside: Outside, opening: Opening, mark: string): Promise<Open> => {
  const { purpose, form, text, contact, me, settings, language, draft, charts } = opening;
  const near = await kin(reading(outside), [contact]);
  const parties: Parties = { contact, me, settings, language, known: id => near.get(id) };
  const xml = prefilled(dom, text, toldBefore(purpose, parties), typeMade(purpose, contact));
  const filling = await openForm(dom, xml, () => undefined, {
    draft,
    charts,
    file: async address => {
      const bytes = await outside.file(address);
      return bytes ? new Blob([new Uint8Array(bytes)]) : null;
    },
  });
  filling.speak(language);
  const around = { outside };
  const names = new Map<string, string>([[contact._id, String(contact.name ?? '')]]);
  // What a form was told, or holds from earlier, is not loaded again: somebody may have changed it.
  const told = draft || purpose.create || purpose.edit ? () => true : (id: string) => id === purpose.contactId;
  const follow = followChosen(filling, id => chosenContact(reading(around.outside), id), told);
  await follow();
  return { purpose, parties, form, xml, filling, follow, language, mark, around, names };
};

/** Learns the names of contacts that questions hold, to show them. */
const learnNames = async ({ filling, names }: Open, outside: Outside): Promise<void> => {
  const ids = filling.contacts().flatMap(({ value }) => (value && !names.has(value) ? [value] : []));
  if (ids.length === 0) return;
  const found = await reading(outside).getMany<Contact>(ids);
  for (const [at, id] of ids.entries()) names.set(id, String(found[at]?.name ?? id));
};

const turned = async (
  open: Open,
  outside: Outside,
  place: Place,
  fault?: Fault,
  end?: Turned['end'],
): Promise<Turned> => {
  await learnNames(open, outside);
  const { filling, names } = open;
  return {
    place,
    ...(fault ? { fault } : {}),
    ...(end ? { end } : {}),
    shown: shownAt(filling, place, fault, id => names.get(id)),
    draft: filling.draft(),
  };
};

const carryOut = async (dom: Dom, open: Open, outside: Outside, request: Request): Promise<Turned | Doc[]> => {
  const { filling, language } = open;
  if (request.is === 'begin') return turned(open, outside, beginning(filling));
  if (request.is === 'show') return turned(open, outside, request.place);
  if (request.is === 'docs') {
    const { id, now, subjectMuted } = request;
    return docsMade(open, { dom, store: reading(outside), id, now, locale: language, subjectMuted });
  }
  const led = {
    filling,
    follow: open.follow,
    find: (...args: Parameters<Outside['find']>) => outside.find(...args),
  };
  const { place, fault, end } = await step(led, request.place, request.input);
  open.mark = request.next;
  return turned(open, outside, place, fault, end);
};

/** Serves forms in a thread that has the DOM they want in its global names. */
export const serveForms = (dom: Dom, port: MessagePort): void => {
  const forms = new Map<string, Open>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const send = (message: FromThread): void => port.postMessage(message);

  const outsideOf = (id: number): Outside => {
    const ask =
      (name: keyof Outside) =>
      (...args: unknown[]): Promise<never> =>
        new Promise((resolve, reject) => {
          asked += 1;
          waiting.set(asked, { resolve: resolve as (value: unknown) => void, reject });
          send({ id, asks: asked, name, args });
        });
    return { opening: ask('opening'), get: ask('get'), getMany: ask('getMany'), find: ask('find'), file: ask('file') };
  };

  /** The form of a run: the one in memory where it is the one that is stored, else opened from what is stored. */
  const formOf = async ({ run, mark }: Request, outside: Outside): Promise<Open> => {
    const known = forms.get(run);
    forms.delete(run);
    const open = known?.mark === mark ? known : await openFrom(dom, outside, await outside.opening(), mark);
    open.around.outside = outside;
    forms.set(run, open);
    if (forms.size > mostOpen) forms.delete(forms.keys().next().value!);
    return open;
  };

  const serve = async (id: number, request: Request): Promise<void> => {
    const outside = outsideOf(id);
    try {
      send({ id, done: await carryOut(dom, await formOf(request, outside), outside, request) });
    } catch (error) {
      forms.delete(request.run);
      send({ id, failed: String((error as Error).message) });
    }
  };

  // One after the other: two requests of one run must not meet half way, and the engine works in one thread anyway.
  let queue: Promise<void> = Promise.resolve();
  port.on('message', (message: ToThread) => {
    if ('request' in message) {
      const { id, request } = message;
      queue = queue.then(() => serve(id, request));
      return;
    }
    const { answer, value, failed } = message;
    const { resolve, reject } = waiting.get(answer) ?? {};
    waiting.delete(answer);
    if (failed === undefined) resolve?.(value);
    else reject?.(new Error(failed));
  });
};
