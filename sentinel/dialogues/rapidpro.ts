import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from './finding.ts';
import { lint } from './lint.ts';
import { type Making, wayThrough } from './rapidpro-flow.ts';
import { type Flow, flowShape } from './rapidpro-shape.ts';
import { languagesOf, variableOf } from './rapidpro-words.ts';
import type { ReadDialogue } from './read-dialogue.ts';

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

const flowsIn = (given: unknown): unknown[] => {
  if (!isObject(given)) return [];
  return Array.isArray(given.flows) ? given.flows : Array.isArray(given.nodes) ? [given] : [];
};

/** Whether JSON is an export of RapidPro, or one flow of it. */
export const isRapidPro = (given: unknown): boolean => flowsIn(given).length > 0;

/** The name of a flow as the id of a dialogue. */
const idOf = (name: string): string => variableOf(name).slice(0, 64) || 'flow';

const fault = (dialogue: string, path: string, message: string): Finding => ({
  ...{ level: 'fault', code: 'rapidpro', dialogue, path, message },
});

const readFlow = (given: unknown): { flow?: Flow; findings: Finding[] } => {
  const name = isObject(given) && typeof given.name === 'string' ? idOf(given.name) : 'the flow';
  const { data, error } = flowShape.safeParse(given);
  if (!data)
    return {
      findings: error.issues.map(({ path, message }) => fault(name, path.map(String).join('.') || '(all)', message)),
    };
  if (Number.parseInt(data.spec_version, 10) < 13)
    return {
      findings: [
        fault(name, 'spec_version', `${data.spec_version} is older than 13: open it in RapidPro and export it again`),
      ],
    };
  return { flow: data, findings: [] };
};

const dialogueOf = (flow: Flow, flows: readonly Flow[]): ReadDialogue => {
  const id = idOf(flow.name);
  const making: Making = { dialogue: id, flows, steps: {}, texts: {}, findings: [] };
  const first = wayThrough(making, flow);
  if (typeof first !== 'string')
    return { findings: [...making.findings, fault(id, 'nodes', 'says nothing: begin with a message')] };
  const languages = languagesOf(flow).map(({ language }) => language);
  const dialogue: Dialogue = { schema_version: 1, id, languages, first, steps: making.steps, texts: making.texts };
  return { dialogue, findings: [...making.findings, ...lint(dialogue)] };
};

/**
 * The dialogues of an export of RapidPro, one for each flow. `send_msg`, waits, `switch`, `random`, `set_contact_field`,
 * `set_run_result` and `enter_flow` are taken over, all else is a fault by its name and place.
 */
export const readRapidPro = (given: unknown): ReadDialogue[] => {
  const read = flowsIn(given).map(readFlow);
  const flows = read.flatMap(({ flow }) => (flow ? [flow] : []));
  return read.map(({ flow, findings }) => (flow ? dialogueOf(flow, flows) : { findings }));
};
