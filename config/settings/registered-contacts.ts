import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import { namedParams } from '../sections/event-params.ts';
import { nearest } from '../sections/nearest.ts';
import type { Registration, RegistrationEvent } from '../sections/registrations.ts';
import type { Fault } from './faults.ts';

type Event = Pick<RegistrationEvent, 'trigger' | 'params'>;

/** Whether a trigger makes a person; `add_patient_id` is its old name. */
export const addsPerson = ({ trigger }: Event): boolean => trigger === 'add_patient' || trigger === 'add_patient_id';

const isPersonType = ({ id, person }: ContactType): boolean => person === true || id === 'person';

/**
 * The type of the contact that a registration event makes; undefined for an event that makes none, or does not say
 * what kind of place. A person of whom nothing is said is a `person`, or what the programme has instead of it.
 */
export const registeredType = (event: Event, types: readonly ContactType[]): ContactType | undefined => {
  if (!addsPerson(event) && event.trigger !== 'add_place') return undefined;
  const { contact_type: named } = namedParams(event);
  if (typeof named === 'string') return types.find(({ id }) => id === named.trim());
  if (event.trigger === 'add_place') return undefined;
  return types.find(({ id }) => id === 'person') ?? types.find(isPersonType);
};

/**
 * Events that would make a contact of a type that there is not, a person where a place is meant, or the other way
 * round.
 */
export const registeredFaults = (registrations: readonly Registration[], types: readonly ContactType[]): Fault[] =>
  registrations.flatMap(({ events }, index) =>
    events.flatMap((event, at) => {
      const { contact_type: named } = namedParams(event);
      if ((!addsPerson(event) && event.trigger !== 'add_place') || typeof named !== 'string') return [];
      const message = faultOf(named.trim(), addsPerson(event), types);
      return message === undefined
        ? []
        : [{ path: `registrations[${index}].events[${at}].params.contact_type`, message }];
    }),
  );

/**
 * Events that are to add a place and do not say of what kind: their reports are answered that it cannot stand there.
 */
export const registeredWarnings = (registrations: readonly Registration[]): Fault[] =>
  registrations.flatMap(({ events }, index) =>
    events.flatMap((event, at) =>
      event.trigger === 'add_place' && namedParams(event).contact_type === undefined
        ? [
            {
              path: `registrations[${index}].events[${at}].params.contact_type`,
              message: 'does not say what kind of place is added: none is',
            },
          ]
        : [],
    ),
  );

const faultOf = (named: string, person: boolean, types: readonly ContactType[]): string | undefined => {
  const ids = types.map(({ id }) => id);
  const near = nearest(named, ids);
  const type = types.find(({ id }) => id === named);
  if (!type) return `${named} is not a contact type${near ? `; is ${near} meant?` : ''}`;
  if (isPersonType(type) === person) return undefined;
  return person ? `${named} is a place, not a person` : `${named} is a person, not a place`;
};
