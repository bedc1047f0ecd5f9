/** An element of XML as plain data. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
}

/** What an element holds: elements and texts. */
export type XmlNode = XmlElement | string;

/** Makes an element; attributes that are undefined are left out. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  children: readonly (XmlNode | undefined)[] = [],
): XmlElement => ({
  name,
  attributes: Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  children: children.filter(child => child !== undefined),
});

export const isElement = (node: XmlNode): node is XmlElement => typeof node !== 'string';

/** The elements right in another, of a name where one is given. */
export const childElements = (parent: XmlElement, name?: string): XmlElement[] =>
  parent.children.filter(isElement).filter(child => name === undefined || child.name === name);

/** The first element of each name on the way down; undefined where one is missing. */
export const below = (from: XmlElement, ...names: string[]): XmlElement | undefined =>
  names.reduce<XmlElement | undefined>((at, name) => (at ? childElements(at, name)[0] : undefined), from);

/** An element and all below it, in the order of the document. */
export const everyElement = (from: XmlElement): XmlElement[] => [from, ...childElements(from).flatMap(everyElement)];

/** Takes away the elements below one that fit. */
export const removeWhere = (from: XmlElement, fits: (child: XmlElement, parent: XmlElement) => boolean): void => {
  from.children = from.children.filter(child => !isElement(child) || !fits(child, from));
  for (const child of childElements(from)) removeWhere(child, fits);
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// What XML 1.0 has no place for at all, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be taken out
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string, signs: RegExp): string =>
  text.replace(impossible, '').replace(signs, sign => escapes[sign] ?? sign);

/** A text as it stands in XML, in an attribute too. */
export const escapedText = (text: string): string => escaped(text, /[&<>"]/g);

const attributesOf = ({ attributes }: XmlElement): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value, /[&<>"]/g).replace(/\n/g, '&#10;')}"`)
    .join('');

const inOneLine = (node: XmlNode): string => {
  if (!isElement(node)) return escaped(node, /[&<>]/g);
  const { name, children } = node;
  if (children.length === 0) return `<${name}${attributesOf(node)}/>`;
  return `<${name}${attributesOf(node)}>${children.map(inOneLine).join('')}</${name}>`;
};

const lines = (node: XmlElement, indent: string): string[] => {
  if (node.children.length === 0 || node.children.some(child => !isElement(child))) return [indent + inOneLine(node)];
  return [
    `${indent}<${node.name}${attributesOf(node)}>`,
    ...childElements(node).flatMap(child => lines(child, `${indent}  `)),
    `${indent}</${node.name}>`,
  ];
};

/** The text of a document. What holds text stays on one line, so that no space is added to it. */
export const xmlText = (root: XmlElement): string => `<?xml version="1.0"?>\n${lines(root, '').join('\n')}\n`;
