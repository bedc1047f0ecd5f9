/** A transition that still runs, and that another has taken the place of. */
export interface DeprecatedTransition {
  name: string;
  deprecated: true;
  /** The version of CHT that said so first. */
  deprecatedIn: string;
  /** What to use instead: for a person who uploads settings that name it. */
  deprecationMessage: string;
}

/** Transitions that settings had better not name any more, in the shape in which CHT's tools ask for them. */
export const deprecatedTransitions: readonly DeprecatedTransition[] = [
  {
    name: 'generate_patient_id_on_people',
    deprecated: true,
    deprecatedIn: '3.8.x',
    deprecationMessage: 'generate_patient_id_on_people is deprecated; use generate_shortcode_on_contacts instead.',
  },
  {
    name: 'update_notifications',
    deprecated: true,
    deprecatedIn: '3.2.x',
    deprecationMessage: 'update_notifications is deprecated; use muting instead.',
  },
];
