/// <reference lib="webworker" />
import { chtFor } from '@rounds/sentinel/programme-code/cht.ts';
import { closeDoors } from '@rounds/sentinel/programme-code/doors.ts';
import type { ProgrammeCode } from '@rounds/sentinel/programme-code/programme-code.ts';
import { type Fact, faultOf, type Rules, rulesOf, runRules } from '@rounds/sentinel/programme-code/run-rules.ts';
import { type ProgrammeTools, programmeTools } from '@rounds/sentinel/programme-code/tools.ts';
import type { SummaryFacts } from '@rounds/sentinel/summary/summary.ts';
import type { Asked, Told } from './asked.ts';

/**
 * The one worker in which the code of a programme runs, see `fence.ts`. Its own content policy lets it make code of
 * text and reach nothing; it shuts its doors before it takes any.
 */
declare const self: DedicatedWorkerGlobalScope & { keptPackages?: object };

const tell = self.postMessage.bind(self) as (told: Told) => void;
const listen = self.addEventListener.bind(self);

type MakeSummary = (...given: unknown[]) => unknown;

let code: ProgrammeCode | undefined;
let rules: Rules | undefined;
let summary: MakeSummary | undefined;
let tools: ProgrammeTools = programmeTools();

const take = (given: ProgrammeCode): void => {
  code = given;
  tools = programmeTools(given.schedules);
  self.keptPackages = {};
  rules = given.rules === undefined ? undefined : rulesOf(given.rules);
  const names = ['contact', 'reports', 'lineage', 'uhcStats', 'cht', 'targetDoc'];
  summary = given.summary === undefined ? undefined : (new Function(...names, given.summary) as MakeSummary);
};

const emittedFor = (facts: readonly Fact[], trace?: (name: string) => void) => {
  if (!rules || !code) throw new Error('The programme has no rules');
  const cht = chtFor({ ...code.around, ...(trace ? { trace } : {}) });
  const means = { tools, cht, user: code.user, targets: new Set(code.targets) };
  return facts.map(fact => runRules(rules!, fact, means));
};

const summaryFor = ({ contact, reports, lineage, uhcStats, targetDocs }: SummaryFacts): unknown => {
  if (!summary || !code) return {};
  const cht = chtFor({ ...code.around, targetDocs });
  const made = summary(contact, reports, lineage, uhcStats, cht, targetDocs[0]) as Record<string, unknown> | undefined;
  // Functions cannot leave the worker, and dates leave it as JSON has them.
  return JSON.parse(JSON.stringify({ fields: made?.fields, cards: made?.cards, context: made?.context }));
};

const extension = (name: string, args: readonly unknown[]): unknown => {
  const library = chtFor(code!.around).v1.getExtensionLib(name);
  if (typeof library !== 'function') throw new Error(`The programme has no code named ${name}`);
  const value: unknown = library(...args);
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
};

/** Names of functions that are told for one question: a loop that calls some again and again must not flood the app. */
const mostNames = 10_000;

/** Tells which function of the programme runs, each time that it is another. */
const tracer = (id: number): ((name: string) => void) => {
  let [last, told]: [string | undefined, number] = [undefined, 0];
  return name => {
    if (name === last || told === mostNames) return;
    last = name;
    told += 1;
    tell({ id, runs: name });
  };
};

const answer = (asked: Asked): unknown => {
  switch (asked.is) {
    case 'programme':
      return take(asked.code);
    case 'rules':
      return emittedFor(asked.facts, asked.trace ? tracer(asked.id) : undefined);
    case 'summary':
      return summaryFor(asked.facts);
    case 'extension':
      return extension(asked.name, asked.args);
  }
};

listen('message', ({ data }: MessageEvent<Asked>) => {
  try {
    tell({ id: data.id, answer: answer(data) });
  } catch (error) {
    tell({ id: data.id, fault: faultOf(error) });
  }
});
const open = closeDoors(self);
tell({ id: 0, answer: open });
