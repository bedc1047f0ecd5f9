import { type Dialogue, dialogueSchema } from '@rounds/ddocs/dialogues/dialogue.ts';
import { fromCoactuem } from './coactuem.ts';
import type { Finding } from './finding.ts';
import { lint } from './lint.ts';
import { dialogueShape } from './shape.ts';

/** What came of reading a dialogue. */
export interface ReadDialogue {
  /** Absent where it could not be read at all. */
  dialogue?: Dialogue;
  findings: Finding[];
}

type Upgrade = (given: unknown) => { dialogue?: unknown; findings: Finding[] };

/** One step up from each schema version. A file without a version, 0, is one of CoActuem. */
const upgrades: Readonly<Record<number, Upgrade>> = {
  0: given => fromCoactuem(given),
};

const fault = (dialogue: string, path: string, message: string): Finding => ({
  level: 'fault',
  code: 'shape',
  dialogue,
  path,
  message,
});

const nameOf = (given: unknown): string => {
  const { id, _id } = (typeof given === 'object' && given !== null ? given : {}) as { id?: unknown; _id?: unknown };
  return String(id ?? _id ?? 'the dialogue');
};

const schemaOf = (given: unknown): number => {
  const { schema_version: version } = (given ?? {}) as { schema_version?: unknown };
  return typeof version === 'number' ? version : 0;
};

/** A dialogue of any schema version as one of the newest, without asking whether it makes sense. */
export const upgraded = (given: unknown): ReadDialogue => {
  const findings: Finding[] = [];
  let at: unknown = given;
  for (let version = schemaOf(given); version < dialogueSchema; version++) {
    const step = upgrades[version]?.(at);
    if (!step) return { findings: [fault(nameOf(given), 'schema_version', `there is no schema version ${version}`)] };
    findings.push(...step.findings);
    if (step.dialogue === undefined) return { findings };
    at = step.dialogue;
  }
  if (schemaOf(at) > dialogueSchema)
    return {
      findings: [fault(nameOf(given), 'schema_version', `is newer than ${dialogueSchema}, the newest known here`)],
    };
  const parsed = dialogueShape.safeParse(at);
  if (parsed.success) return { dialogue: parsed.data, findings };
  const issues = parsed.error.issues.map(({ path, message }) =>
    fault(nameOf(given), path.map(String).join('.') || '(all)', message),
  );
  return { findings: [...findings, ...issues] };
};

/**
 * Reads a dialogue of any kind that is known: ours of any schema version, or CoActuem's JSON. Everything that is wrong
 * or odd is told at once.
 */
export const readDialogue = (given: unknown): ReadDialogue => {
  const { dialogue, findings } = upgraded(given);
  if (!dialogue) return { findings };
  return { dialogue, findings: [...findings, ...lint(dialogue)] };
};

/** Whether a dialogue may be published. */
export const isSound = ({ dialogue, findings }: ReadDialogue): boolean =>
  dialogue !== undefined && findings.every(({ level }) => level !== 'fault');
