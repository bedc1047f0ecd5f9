declare module 'split-sms' {
  /** One SMS of a long text. */
  interface Part {
    content: string;
    length: number;
    bytes: number;
  }
  /** How a text goes out: 160 signs of GSM's own alphabet, 70 of any other; 153 and 67 where there are several. */
  export const split: (text: string) => {
    characterSet: 'GSM' | 'Unicode';
    parts: Part[];
    bytes: number;
    length: number;
  };
}
