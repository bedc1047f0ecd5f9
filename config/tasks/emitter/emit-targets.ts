import { bound, fits, type Trace, typeOf } from './bound.ts';
import type { Emit, Made, SeenFact, SeenReport } from './facts.ts';

/** A target as a programme defines it. */
export interface TargetDefinition {
  id: string;
  appliesTo: 'contacts' | 'reports';
  appliesToType?: string | string[];
  appliesIf?: (c: SeenFact, report?: SeenReport) => unknown;
  passesIf?: (c: SeenFact, report?: SeenReport) => unknown;
  date?: 'reported' | 'now' | ((c: SeenFact, report?: SeenReport) => number);
  idType?: 'contact' | 'report' | ((c: SeenFact, report?: SeenReport) => string | string[]);
  groupBy?: (c: SeenFact, report?: SeenReport) => string;
  emitCustom?: (emit: (value: object) => void, instance: object, c: SeenFact, report?: SeenReport) => void;
}

/** What a fact is emitted with. */
interface Means {
  Target: Made;
  emit: Emit;
  trace?: Trace;
}

/** Emits what one contact counts for every target. */
export const emitTargets = (definitions: readonly TargetDefinition[], c: SeenFact, means: Means): void => {
  if (!c.contact) return;
  for (const given of definitions) {
    const target = bound(given, `targets.js ${given.id}`, means.trace);
    if (target.appliesTo === 'contacts') {
      if (fits(target.appliesToType, typeOf(c.contact)) && applies(target, c)) emitOne(target, c, means);
      continue;
    }
    if (target.appliesTo !== 'reports')
      throw new Error(`targets.js ${target.id}: unknown appliesTo ${JSON.stringify(target.appliesTo)}`);
    for (const report of c.reports)
      if (fits(target.appliesToType, report.form) && applies(target, c, report)) emitOne(target, c, means, report);
  }
};

const applies = ({ appliesIf }: TargetDefinition, c: SeenFact, report?: SeenReport): boolean =>
  !appliesIf || !!appliesIf(c, report);

/** When it happened; `now` where nothing says. */
const dateOf = ({ date }: TargetDefinition, c: SeenFact, report?: SeenReport): unknown => {
  if (typeof date === 'function') return date(c, report) || undefined;
  return date === 'reported' ? (report ?? c.contact)?.reported_date : undefined;
};

const idsOf = ({ idType }: TargetDefinition, c: SeenFact, report?: SeenReport): unknown[] => {
  if (typeof idType === 'function') return ([] as unknown[]).concat(idType(c, report));
  return [idType === 'report' && report ? report._id : c.contact!._id];
};

const emitOne = (target: TargetDefinition, c: SeenFact, { Target, emit }: Means, report?: SeenReport): void => {
  const date = dateOf(target, c, report);
  for (const id of idsOf(target, c, report)) {
    const instance: Record<string, unknown> = {
      _id: `${id}~${target.id}`,
      contact: c.contact,
      deleted: !!c.contact!.deleted || !!report?.deleted,
      type: target.id,
      pass: target.passesIf ? !!target.passesIf(c, report) : true,
      groupBy: target.groupBy?.(c, report),
      date: date ?? Date.now(),
      // Such a fact belongs to whichever period runs when it is counted.
      ...(date === undefined ? { now: true } : {}),
    };
    if (target.emitCustom)
      target.emitCustom(value => emit('target', new Target(value)), new Target(instance) as object, c, report);
    else emit('target', new Target(instance));
  }
};
