import { below, childElements, everyElement, isElement, type XmlElement } from '../xml.ts';

/** The parts of an XForm that the steps of CHT change. */
export interface Parts {
  html: XmlElement;
  model: XmlElement;
  body: XmlElement;
  /** The root of the answers. */
  root: XmlElement;
}

/** @throws Error where it is no XForm, which the converter never makes */
export const partsOf = (html: XmlElement): Parts => {
  const model = below(html, 'h:head', 'model');
  const body = below(html, 'h:body');
  const root = model && childElements(below(model, 'instance') ?? model)[0];
  if (!model || !body || !root) throw new Error('This is no XForm');
  return { html, model, body, root };
};

/** The elements of the model with a name. */
export const inModel = ({ model }: Parts, name: string): XmlElement[] => childElements(model, name);

/** The field at a path from the root, such as `/data/group/question`; the first where there are several. */
export const fieldAt = ({ root }: Parts, path: string): XmlElement | undefined => {
  const [, first, ...rest] = path.split('/');
  return first === root.name ? below(root, ...rest) : undefined;
};

/** The element that holds another. */
export const parentOf = (top: XmlElement, child: XmlElement): XmlElement | undefined =>
  everyElement(top).find(({ children }) => children.includes(child));

/** Puts elements right behind another. */
export const insertBehind = (parent: XmlElement, before: XmlElement, ...elements: XmlElement[]): void => {
  parent.children.splice(parent.children.indexOf(before) + 1, 0, ...elements);
};

/** All the words in an element, those of elements in it included. */
export const wordsIn = ({ children }: XmlElement): string =>
  children.map(child => (isElement(child) ? wordsIn(child) : child)).join('');
