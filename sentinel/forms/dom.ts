/**
 * What forms need of a DOM: `window` in a browser, the `window` of jsdom in Node. It is handed in, so that nothing here
 * reaches for a screen.
 */
export type Dom = Pick<typeof globalThis, 'DOMParser' | 'XMLSerializer'>;

/** Reads XML. */
export const parseXml = (dom: Dom, xml: string): Document => new dom.DOMParser().parseFromString(xml, 'text/xml');
