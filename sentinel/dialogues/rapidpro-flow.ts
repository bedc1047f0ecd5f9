import type { Branch, Next, Step, StepMedia } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from './finding.ts';
import { choiceKey } from './graph.ts';
import { questionOf, type Said } from './rapidpro-question.ts';
import type { Flow, FlowAction, FlowNode, FlowRouter } from './rapidpro-shape.ts';
import { converted, inLanguages, variableOf } from './rapidpro-words.ts';

/** A dialogue that is being made of a flow, and of the flows that it enters. */
export interface Making {
  dialogue: string;
  flows: readonly Flow[];
  steps: Record<string, Step>;
  texts: Record<string, Record<string, string>>;
  findings: Finding[];
}

/** A flow on the way: itself, or one that is entered in the middle of another. */
interface Way {
  flow: Flow;
  /** The flows around it. */
  within: readonly string[];
  /** Where its end leads. */
  end: () => Next;
  /** Steps that were made, by what they were made of. */
  made: Map<string, string>;
  /** The field that a result is kept in. */
  saves: Map<string, string>;
}

/** Actions that have a meaning in a dialogue. */
const known: readonly string[] = ['send_msg', 'set_contact_field', 'set_run_result', 'enter_flow'];

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const note = (making: Making, level: Finding['level'], path: string, message: string, step?: string): void =>
  void making.findings.push({
    ...{ level, code: 'rapidpro', dialogue: making.dialogue, path, message },
    ...(step === undefined ? {} : { step }),
  });

const pathOf = ({ flow }: Way, node: FlowNode, more = ''): string =>
  `${flow.name}: nodes[${flow.nodes.indexOf(node)}]${more}`;

/** A short name of a step, or its own where it has a readable one. */
const idFor = (making: Making, own: string): string => {
  if (!uuid.test(own) && !Object.hasOwn(making.steps, own)) return own;
  for (let n = Object.keys(making.steps).length + 1; ; n += 1)
    if (!Object.hasOwn(making.steps, `s${n}`)) return `s${n}`;
};

const put = ({ texts }: Making, key: string, byLanguage: Record<string, string>): void => {
  for (const [language, text] of Object.entries(byLanguage)) texts[language] = { ...texts[language], [key]: text };
};

const isBareWait = (node: FlowNode | undefined): node is FlowNode & { router: FlowRouter } =>
  !!node?.router?.wait && node.actions.length === 0;

const mediaOf = (making: Making, path: string, attachments: readonly string[]): StepMedia[] =>
  attachments.flatMap((attachment): StepMedia[] => {
    const [kind = '', ...rest] = attachment.split(':');
    const file = decodeURIComponent(rest.join(':').split(/[?#]/)[0]!.split('/').at(-1) ?? '');
    if (kind.startsWith('image')) return [{ kind: 'photo', file }];
    if (kind.startsWith('application') || kind === 'document') return [{ kind: 'document', file }];
    note(making, 'fault', path, `sends ${kind}, which cannot be taken over: send an image or a document`);
    return [];
  });

/** Converts a flow, and answers with the step that a node leads to. */
export const wayThrough = (
  making: Making,
  flow: Flow,
  end: () => Next = () => null,
  within: readonly string[] = [],
): Next => {
  const way: Way = { flow, within: [...within, flow.uuid], end, made: new Map(), saves: new Map() };
  const byId = new Map(flow.nodes.map(node => [node.uuid, node]));
  const [first] = flow.nodes;

  const destination = (node: FlowNode, exit: string | undefined): FlowNode | undefined => {
    const found = node.exits.find(each => exit === undefined || each.uuid === exit)?.destination_uuid;
    return found ? byId.get(found) : undefined;
  };
  const categoryExit = (node: FlowNode, category: string): string | undefined =>
    node.router?.categories.find(each => each.uuid === category)?.exit_uuid;
  const leadTo = (node: FlowNode, category: string): Next => {
    const exit = categoryExit(node, category);
    const to = exit === undefined ? undefined : destination(node, exit);
    return to ? enter(to) : way.end();
  };

  /** The result of the question that leads to a node, for what only says `@input`. */
  const askedBefore = (node: FlowNode): string | undefined => {
    const before = flow.nodes.filter(
      each => each.router?.wait && each.exits.some(({ destination_uuid: to }) => to === node.uuid),
    );
    const names = [...new Set(before.map(({ router }) => router!.result_name ?? ''))];
    return names.length === 1 && names[0] ? variableOf(names[0]) : undefined;
  };

  /** Notes which results are kept in which fields. */
  const keep = (node: FlowNode, action: FlowAction, at: number): void => {
    const path = pathOf(way, node, `.actions[${at}]`);
    const value = action.value ?? '';
    const result = /^@results\.(\w+)(?:\.(?:value|category|text|input))?$/.exec(value.trim())?.[1];
    const from = result ?? (/^@input(?:\.text)?$/.test(value.trim()) ? askedBefore(node) : undefined);
    const isResult = action.type === 'set_run_result';
    const name = isResult ? variableOf(action.name ?? '') : action.field?.key;
    if (isResult && !value.includes('@')) return;
    if (from !== undefined && name) way.saves.set(from, name);
    else note(making, 'fault', path, `${action.type} keeps "${value}": only an answer can be kept, as @results.<name>`);
  };

  const save = (step: Step, variable: string): Step => {
    const field = way.saves.get(variable);
    return field === undefined ? step : { ...step, save: field };
  };

  const ask = (node: FlowNode & { router: FlowRouter }, id: string, said: Said | undefined): void => {
    const variable = node.router.result_name ? variableOf(node.router.result_name) : id;
    const before = making.steps[id];
    const { step, labels } = questionOf(node.router, {
      ...{ flow, id, variable, said },
      leads: category => leadTo(node, category),
      note: (level, message) => note(making, level, pathOf(way, node, '.router'), message, id),
    });
    making.steps[id] = save({ ...step, ...(before?.media ? { media: before.media } : {}) }, variable);
    for (const [at, label] of labels.entries()) put(making, choiceKey(id, at), label);
  };

  const say = (node: FlowNode, action: FlowAction): string => {
    const id = idFor(making, action.uuid);
    const path = pathOf(way, node, `.actions[${node.actions.indexOf(action)}]`);
    const media = mediaOf(making, path, action.attachments ?? []);
    making.steps[id] = { ...(media.length > 0 ? { media } : {}), next: null };
    for (const [language, given] of Object.entries(inLanguages(flow, action.uuid, 'text', action.text))) {
      const { text, strange } = converted(given);
      if (strange !== undefined)
        note(
          making,
          'fault',
          `${path}.text`,
          `${strange} cannot be taken over: only @results.<name> and @fields.<name>`,
          id,
        );
      put(making, `${id}.text`, { [language]: text });
    }
    return id;
  };

  /** A result that is set to what the author wrote. */
  const isSet = ({ type, value = '' }: FlowAction): boolean => type === 'set_run_result' && !value.includes('@');
  const work = (action: FlowAction): string => {
    const id = idFor(making, action.uuid);
    const variable = variableOf(action.name ?? '');
    making.steps[id] = { set: [{ variable, to: { value: action.category || action.value || '' } }], next: null };
    return id;
  };

  const branch = (node: FlowNode & { router: FlowRouter }): Next => {
    const { operand = '', cases, categories, default_category_uuid: other } = node.router;
    const found = /^@(?:results\.(\w+)(?:\.(?:category|value))?|(?:contact\.)?fields\.(\w+))$/.exec(operand);
    const path = pathOf(way, node, '.router');
    if (!found) {
      note(
        making,
        'fault',
        path,
        `looks at ${operand || 'nothing'}, which cannot be taken over: only @results.<name> and @fields.<name>`,
      );
      return null;
    }
    const is: Record<string, Next> = {};
    for (const { type, arguments: given, category_uuid: category } of cases) {
      const name = categories.find(each => each.uuid === category)?.name ?? '';
      if (type === 'has_category') for (const value of given ?? []) is[value] ??= leadTo(node, category);
      else if (['has_only_text', 'has_only_phrase', 'has_any_word', 'has_phrase'].includes(type))
        is[given?.[0] ?? name] ??= leadTo(node, category);
      else note(making, 'fault', path, `tests with ${type}, which cannot be taken over: has_category, or words`);
    }
    const made: Branch = { cases: [{ variable: (found[1] ?? found[2])!, earlier: true, is }] };
    return { ...made, otherwise: other ? leadTo(node, other) : way.end() };
  };

  /** Lots that are drawn among the categories, each as likely as the others. */
  const draw = (node: FlowNode & { router: FlowRouter }): Next => {
    const id = idFor(making, node.uuid);
    const { categories, result_name: result } = node.router;
    const variable = result ? variableOf(result) : id;
    making.steps[id] = { next: null };
    const is = Object.fromEntries(categories.map(({ uuid: category, name }) => [name, leadTo(node, category)]));
    const weights = Object.fromEntries(categories.map(({ name }) => [name, 1]));
    making.steps[id] = save({ assign: { variable, weights }, next: { cases: [{ variable, is }] } }, variable);
    return id;
  };

  const enterFlow = (node: FlowNode, { flow: named, terminal }: FlowAction): Next => {
    const child = making.flows.find(each => each.uuid === named?.uuid);
    const path = pathOf(way, node);
    const problem = !child
      ? `enters the flow "${named?.name ?? named?.uuid}", which is not in the file: export both together`
      : way.within.includes(child.uuid)
        ? `enters the flow "${child.name}" again, in which it stands`
        : undefined;
    if (problem !== undefined) {
      note(making, 'fault', path, `enter_flow ${problem}`);
      return null;
    }
    const done = node.router?.cases.find(({ arguments: given }) => given?.[0] === 'completed')?.category_uuid;
    const after = (): Next => (done ? leadTo(node, done) : afterNode(node));
    return wayThrough(making, child!, terminal ? () => null : after, way.within);
  };

  const afterNode = (node: FlowNode): Next => {
    const to = destination(node, undefined);
    return to ? enter(to) : way.end();
  };

  /** What comes after the actions of a node. */
  const onward = (node: FlowNode): Next => {
    const entered = node.actions.find(({ type }) => type === 'enter_flow');
    if (entered) return enterFlow(node, entered);
    const { router } = node;
    if (!router) return afterNode(node);
    if (router.type === 'switch') return branch({ ...node, router });
    if (router.type === 'random') return draw({ ...node, router });
    note(making, 'fault', pathOf(way, node, '.router'), `the router ${router.type} cannot be taken over`);
    return null;
  };

  const enter = (node: FlowNode): Next => {
    const before = way.made.get(node.uuid);
    if (before === '') {
      note(making, 'fault', pathOf(way, node), 'goes in a circle in which nothing is said');
      return null;
    }
    if (before !== undefined) return before;
    const says = node.actions.filter(action => action.type === 'send_msg' || isSet(action));
    const ids = says.map(action => (isSet(action) ? work(action) : say(node, action)));
    const after = node.router ? undefined : destination(node, undefined);
    const asking = node.router?.wait ? { ...node, router: node.router } : isBareWait(after) ? after : undefined;
    if (asking && ids.length === 0 && asking.uuid !== node.uuid) return enter(asking);
    if (asking && ids.length === 0) ids.push(idFor(making, node.uuid));
    way.made.set(node.uuid, ids[0] ?? '');
    for (const [at, id] of ids.slice(0, -1).entries()) making.steps[id]!.next = ids[at + 1]!;
    const last = ids.at(-1);
    if (asking && last !== undefined) {
      const words = says.at(-1)?.type === 'send_msg' ? says.at(-1) : undefined;
      making.steps[last] ??= { next: null };
      ask(asking, last, words && { uuid: words.uuid, replies: words.quick_replies ?? [] });
      return ids[0]!;
    }
    const next = onward(node);
    if (last === undefined) {
      way.made.delete(node.uuid);
      return next;
    }
    making.steps[last]!.next = next;
    return ids[0]!;
  };

  for (const node of flow.nodes)
    for (const [at, action] of node.actions.entries()) {
      if (action.type === 'set_contact_field' || action.type === 'set_run_result') keep(node, action, at);
      if (!known.includes(action.type))
        note(making, 'fault', pathOf(way, node, `.actions[${at}]`), `${action.type} cannot be taken over`);
    }
  return first ? enter(first) : way.end();
};
