import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import type { AnyRule, Effect, Facts, Sandbox } from '@rounds/sentinel/engine/rule.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { contact, report, wednesday } from './sentinel-in-memory.ts';

/** A contact with the places above it. @param phones of the primary contacts of places, by the id of the place */
export const placed = (
  who: Contact,
  lineage: readonly Contact[] = [],
  phones: Record<string, string> = {},
): Placed => ({
  contact: who,
  lineage,
  phones: new Map(Object.entries(phones)),
});

const [district, centre, north] = [
  contact('district', 'district_hospital'),
  contact('centre', 'health_center', ['district'], { contact: { _id: 'nurse' } }),
  contact('north', 'clinic', ['centre', 'district']),
];
/** The health worker of a village, whose supervisor is the nurse of the centre. */
export const chw = placed(
  contact('chw', 'person', ['centre', 'district'], { phone: '+254700000001' }),
  [centre, district],
  {
    centre: '+254700000002',
  },
);
/** A woman of the household north. */
export const ann = placed(
  contact('ann', 'person', ['north', 'centre', 'district'], { patient_id: '20000' }),
  [north, centre, district],
  {
    centre: '+254700000002',
  },
);
/** Her household. */
export const household = placed({ ...north, place_id: '10000' }, [centre, district]);

let opened: Sandbox;
before(async () => {
  opened = await openSandbox();
});
/** Opened before the first test runs. */
export const sandbox: Sandbox = {
  evaluate: (expression, names) => opened.evaluate(expression, names),
  faultOf: expression => opened.faultOf(expression),
};

/** Facts made by hand. @param more settings as they are stored, and what else differs */
export const factsOf = ({
  settings: raw,
  words = {},
  ...more
}: Omit<Partial<Facts>, 'settings'> & { settings?: object; words?: Words } = {}): Facts => {
  const { settings, faults } = parseSettings({ default_timezone: 'UTC', ...raw });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const never = (what: string) => (): never => {
    throw new Error(`${what} was not expected`);
  };
  return {
    settings,
    words,
    now: wednesday,
    info: null,
    sender: chw,
    subject: { patient: null, place: null },
    lineage: [],
    lineageInfos: [],
    claimedReport: null,
    callers: { external: null, phone: null },
    registrations: [],
    contactOf: () => null,
    codeFor: never('a short code'),
    isAnswered: () => false,
    isPhoneTaken: () => false,
    earlier: [],
    sandbox,
    ...more,
  };
};

/**
 * What a rule says of a document: undefined where it does not concern it, null where on a closer look it does not
 * apply.
 */
export const effectsOf = (rule: AnyRule, doc: Doc, facts: Facts): Effect[] | null | undefined => {
  const { concerns, reads, run } = rule as unknown as {
    concerns: (doc: Doc, settings: Facts['settings']) => boolean;
    reads: readonly (keyof Facts)[];
    run: (doc: Doc, facts: Partial<Facts>) => Effect[] | null;
  };
  if (!concerns(doc, facts.settings)) return undefined;
  return run(doc, Object.fromEntries(reads.map(name => [name, facts[name]])));
};

/**
 * A document as a rule leaves it. Fails where a change that is given its own result gives anything else: it may run
 * again at any time.
 * @param doc the document that is changed; the one that is settled unless another is named
 */
export const leftBy = <T extends Doc>(effects: Effect[] | null | undefined, doc: T): T =>
  (effects ?? []).reduce<Doc>((at, effect) => {
    if (effect.do !== 'change' || effect.id !== doc._id) return at;
    const changed = effect.apply(at);
    if (effect.apply(changed) !== changed) throw new Error(`a change of ${doc._id} changes its own result`);
    return changed;
  }, doc) as T;

/** An SMS by the health worker, in a form that `settings.forms` knows. */
export const sms = (form: string, fields: Record<string, unknown> = {}, more: Partial<Report> = {}): Report => {
  const { content_type: _, ...rest } = report(form, '', { from: '+254700000001', fields, ...more });
  return rest as Report;
};

/** Messages of a report as recipient and text. */
export const said = ({ tasks = [] }: Pick<Report, 'tasks'>): string[] =>
  tasks.flatMap(({ messages = [] }: Task) => messages.map(({ to, message }) => `${to}: ${message}`));
