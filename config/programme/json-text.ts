import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** A JSON text with the places of what stands in it. */
export interface JsonText {
  value: unknown;
  /** The line of a path such as `alerts[0].form`, or of what of it there is. */
  lineOf(path: string): number;
  /** Names that stand twice in one object, with the line of the last, which counts. */
  twice: { path: string; line: number }[];
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const keyOf = (property: Node): string => String(property.children?.[0]?.value);

/** What follows a name or place in a path: nothing, a point or a bracket. */
const restAfter = (path: string, name: string): string | undefined => {
  if (!path.startsWith(name)) return undefined;
  const rest = path.slice(name.length);
  return rest === '' || rest.startsWith('[') ? rest : rest.startsWith('.') ? rest.slice(1) : undefined;
};

/** Follows a path as far as it goes. Names may have points in them: the longest that fits is taken, the last of two. */
const follow = (node: Node, path: string): Node => {
  if (path === '') return node;
  if (node.type === 'array') {
    const [, place, rest = ''] = /^\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
    const entry = place === undefined ? undefined : node.children?.[Number(place)];
    return entry ? follow(entry, rest) : node;
  }
  if (node.type !== 'object') return node;
  const fitting = (node.children ?? []).filter(one => restAfter(path, keyOf(one)) !== undefined);
  const [longest] = fitting.reverse().sort((a, b) => keyOf(b).length - keyOf(a).length);
  const value = longest?.children?.[1];
  if (!longest || !value) return node;
  const inside = follow(value, restAfter(path, keyOf(longest))!);
  return inside === value ? longest : inside;
};

const twiceIn = (node: Node, path: string, text: string): { path: string; line: number }[] => {
  const children = node.children ?? [];
  if (node.type === 'array') return children.flatMap((one, at) => twiceIn(one, `${path}[${at}]`, text));
  if (node.type !== 'object') return [];
  const keys = children.map(keyOf);
  return children.flatMap((property, at) => {
    const key = keys[at]!;
    const here = path === '' ? key : `${path}.${key}`;
    const value = property.children?.[1];
    const isTwice = keys.indexOf(key) < at && keys.lastIndexOf(key) === at;
    return [
      ...(isTwice ? [{ path: here, line: lineAt(text, property.offset) }] : []),
      ...(value ? twiceIn(value, here, text) : []),
    ];
  });
};

/** A fault of the text itself, and where. */
export class JsonFault extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Reads JSON. @throws JsonFault where it is none */
export const readJsonText = (text: string): JsonText => {
  const bare = text.replace(/^\uFEFF/, '');
  const faults: ParseError[] = [];
  const root = parseTree(bare, faults, { disallowComments: true });
  const [fault] = faults;
  if (fault || !root)
    throw new JsonFault(
      `is no JSON: ${fault ? printParseErrorCode(fault.error) : 'it is empty'}`,
      lineAt(bare, fault?.offset ?? 0),
    );
  return {
    value: JSON.parse(bare),
    lineOf: path => lineAt(bare, follow(root, path).offset),
    twice: twiceIn(root, '', bare),
  };
};
