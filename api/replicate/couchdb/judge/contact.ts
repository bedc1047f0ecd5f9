import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, type Contact, isContact, mayStandBelow, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Caller } from '../../../session/caller.ts';
import { livesWith, maySee, type Scope } from '../../../visibility/scope.ts';
import type { Facts, Naming } from './facts.ts';
import { isLineage } from './lineage.ts';
import { whyNotServerFields } from './server-fields.ts';
import { idIn, isNew, type Wanted } from './wanted.ts';

const codesIn = (doc: Contact | null): string[] =>
  [doc?.patient_id, doc?.place_id]
    .filter(code => code !== undefined && code !== null && (code as unknown) !== '')
    .map(String);

/** Short codes that a contact did not have before. */
const newCodes = ({ doc, stored }: Wanted): string[] => {
  const before = codesIn(stored as Contact | null);
  return codesIn(doc as Contact).filter(code => !before.includes(code));
};

const linksIn = (doc: Contact | null): string[] => {
  const links = doc?.linked_docs;
  const linked = typeof links === 'object' && links !== null ? Object.values(links) : [];
  return [doc?.contact, ...linked].flatMap(reference => idIn(reference) ?? []);
};

/** Primary contact and linked documents that a contact did not name before. */
const newLinks = ({ doc, stored }: Wanted): string[] => {
  const before = linksIn(stored as Contact | null);
  return linksIn(doc as Contact).filter(id => !before.includes(id));
};

/** The places above as a contact has them, and as they are stored. */
const lineages = ({ doc, after }: Wanted): { claimed: string[]; real: readonly string[] } => ({
  claimed: ancestorIds(doc as Contact),
  real: after.kind === 'contact' ? after.lineage.slice(1) : [],
});

/** What must be known to judge a contact. */
export const namedByContact = (wanted: Wanted): Naming => {
  const isPlaced = isNew(wanted, 'parent');
  const { claimed, real } = lineages(wanted);
  return {
    docs: [...(isPlaced ? claimed.slice(0, 1) : []), ...newLinks(wanted)],
    contacts: isPlaced ? claimed.filter((id, level) => real[level] !== id) : [],
    codes: newCodes(wanted),
    phones: [],
  };
};

/** Why the codes of a contact are not its own. The server gives them, and an administrator who uploads data. */
const whyNotCodes = (settings: Settings, caller: Caller, wanted: Wanted, facts: Facts): string | undefined => {
  if (caller.admin) return undefined;
  const { _id } = wanted.doc;
  for (const code of newCodes(wanted)) {
    if (facts.isOfAnother(code, _id)) return `The short code "${code}" is that of another contact`;
    if (!facts.isGiven(code, _id) && !may(settings, caller.roles, 'can_give_short_codes'))
      return `The server gives short codes: leave "${code}" out`;
  }
  return undefined;
};

/** Why a contact names others whom its author may not see: he would see them for it, or write to them. */
const whyNotLinks = (scope: Scope, wanted: Wanted, facts: Facts): string | undefined => {
  const strange = newLinks(wanted).find(id => {
    const named = facts.named(id);
    // One who comes with this very batch is judged by himself.
    return named?.isStored && !maySee(scope, named.audience);
  });
  if (strange === undefined) return undefined;
  const field = idIn(wanted.doc.contact) === strange ? 'contact' : 'linked_docs';
  return `"${field}" names "${strange}", who is outside your places`;
};

/** Why a contact may not stand where it is put. */
const whyNotPlaced = (
  settings: Settings,
  caller: Caller,
  scope: Scope,
  wanted: Wanted,
  facts: Facts,
): string | undefined => {
  const { doc, stored } = wanted;
  const isOwn = !scope.online && stored !== null && scope.facilities.includes(doc._id);
  const { claimed, real } = lineages(wanted);
  if (isOwn && String(claimed) !== String(ancestorIds(stored as Contact))) return 'Your own place stays where it is';
  if (!isNew(wanted, 'parent')) return undefined;
  const { contact_types: types } = settings;
  const type = types.find(({ id }) => id === typeOf(doc));
  const parent = claimed[0] === undefined ? undefined : facts.named(claimed[0]);
  if (parent && !mayStandBelow(type, isContact(parent.doc, types) ? typeOf(parent.doc) : undefined))
    return `A ${type?.id} may not stand below "${claimed[0]}", a ${typeOf(parent.doc) ?? 'document without a type'}`;
  if (caller.admin) return undefined;
  return isLineage(scope, claimed, real, facts)
    ? undefined
    : `The places above "${claimed[0]}" are others: ${real.slice(1).join(', ') || 'none'}`;
};

/** Why a user may not write a contact; undefined where nothing of this speaks against it. */
export const whyNotContact = (
  settings: Settings,
  caller: Caller,
  scope: Scope,
  wanted: Wanted,
  facts: Facts,
): string | undefined => {
  const { doc, stored, before } = wanted;
  const isElsewhere = !scope.online && before.kind === 'contact' && !livesWith(scope, before.lineage);
  if (stored && isElsewhere) return 'This contact lives elsewhere: you may read it only';
  if (doc._deleted === true)
    return !scope.online && scope.facilities.includes(doc._id) ? 'Your own place stays where it is' : undefined;
  if (!isContact(doc, settings.contact_types)) return undefined;
  return (
    whyNotPlaced(settings, caller, scope, wanted, facts) ??
    (scope.online ? undefined : whyNotLinks(scope, wanted, facts)) ??
    whyNotCodes(settings, caller, wanted, facts) ??
    whyNotServerFields(settings, caller, wanted)
  );
};
