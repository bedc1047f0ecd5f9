import type { Node } from './read.ts';

/** Stands for what is not known on this device: a result that depends on it is not known either. */
export const unknown = Symbol('not known');

/** What an expression sees: values by name, and functions. */
export interface Known {
  values: Readonly<Record<string, unknown>>;
  functions: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
}

/** Methods of texts and lists that an expression may call. They can reach nothing else. */
const methods = new Set([
  'includes',
  'startsWith',
  'endsWith',
  'indexOf',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'slice',
]);

/**
 * The value of an expression that was read; `unknown` where it depends on something unknown.
 * @throws where it calls what it may not call
 */
export const evaluate = (node: Node, known: Known): unknown => {
  const value = (each: Node): unknown => evaluate(each, known);
  switch (node.is) {
    case 'value':
      return node.value;
    case 'name':
      return Object.hasOwn(known.values, node.name) ? known.values[node.name] : undefined;
    case 'member':
      return member(value(node.of), value(node.key));
    case 'call':
      return call(node.callee, node.args.map(value), known);
    case 'unary': {
      const inner = value(node.of);
      if (inner === unknown) return unknown;
      return node.sign === '!' ? !inner : node.sign === '-' ? -Number(inner) : Number(inner);
    }
    case 'binary':
      return binary(node.sign, value(node.left), () => value(node.right));
    case 'choice': {
      const when = value(node.when);
      return when === unknown ? unknown : value(when ? node.then : node.else);
    }
    case 'list':
      return node.items.map(value);
    case 'object':
      return Object.fromEntries(node.entries.map(([key, each]) => [key, value(each)]));
  }
};

/** What an object, a list or a text has of its own; undefined where there is none, however deep. */
const member = (of: unknown, key: unknown): unknown => {
  if (of === unknown || key === unknown) return unknown;
  const name = String(key);
  if (typeof of === 'string')
    return name === 'length' || /^\d+$/.test(name) ? of[name as unknown as number] : undefined;
  if (typeof of !== 'object' || of === null) return undefined;
  return Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
};

const call = (callee: Node, args: readonly unknown[], known: Known): unknown => {
  if (callee.is === 'name') {
    if (!Object.hasOwn(known.functions, callee.name)) throw new Error(`There is no function ${callee.name}`);
    return args.includes(unknown) ? unknown : known.functions[callee.name]!(...args);
  }
  if (callee.is !== 'member') throw new Error('Only functions and methods can be called');
  const [of, name] = [evaluate(callee.of, known), String(evaluate(callee.key, known))];
  if (!methods.has(name)) throw new Error(`There is no method ${name}`);
  if (of === unknown || args.includes(unknown)) return unknown;
  if (typeof of !== 'string' && !Array.isArray(of)) return undefined;
  const method = (of as unknown as Record<string, unknown>)[name];
  return typeof method === 'function' ? (method as (...given: unknown[]) => unknown).apply(of, [...args]) : undefined;
};

const compared: Readonly<Record<string, (left: never, right: never) => unknown>> = {
  // As in a template: a missing value adds nothing.
  '+': (left: unknown, right: unknown) =>
    left === undefined ? right : right === undefined ? left : (left as number) + (right as number),
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
  '%': (left: number, right: number) => left % right,
  '===': (left: unknown, right: unknown) => left === right,
  '!==': (left: unknown, right: unknown) => left !== right,
  // biome-ignore lint/suspicious/noDoubleEquals: the expression says so
  '==': (left: unknown, right: unknown) => left == right,
  // biome-ignore lint/suspicious/noDoubleEquals: the expression says so
  '!=': (left: unknown, right: unknown) => left != right,
  '<': (left: number, right: number) => left < right,
  '>': (left: number, right: number) => left > right,
  '<=': (left: number, right: number) => left <= right,
  '>=': (left: number, right: number) => left >= right,
};

/** Two values with a sign between them. A known value may decide alone: `false && …` is false. */
const binary = (sign: string, left: unknown, right: () => unknown): unknown => {
  if (sign === '&&' || sign === '||') {
    const decides = sign === '||';
    if (left !== unknown) return Boolean(left) === decides ? left : right();
    const other = right();
    return other !== unknown && Boolean(other) === decides ? other : unknown;
  }
  if (sign === '??') return left === unknown ? unknown : (left ?? right());
  const other = right();
  return left === unknown || other === unknown ? unknown : compared[sign]!(left as never, other as never);
};
