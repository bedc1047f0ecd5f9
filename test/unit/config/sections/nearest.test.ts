import { editDistance, nearest } from '@rounds/config/sections/nearest.ts';
import { expect } from 'chai';

describe('the nearest known name', () => {
  const distances: [a: string, b: string, distance: number][] = [
    ['', '', 0],
    ['', 'abc', 3],
    ['muting', 'muting', 0],
    ['mutting', 'muting', 1],
    ['mting', 'muting', 1],
    ['matting', 'muting', 2],
    ['chv', 'chw', 1],
    ['cwh', 'chw', 1],
    ['kitten', 'sitting', 3],
  ];
  for (const [a, b, distance] of distances)
    it(`"${a}" is ${distance} from "${b}", in both directions`, () => {
      expect(editDistance(a, b)).to.equal(distance);
      expect(editDistance(b, a)).to.equal(distance);
    });

  const known = ['muting', 'schedules', 'registrations', 'sms'];
  const words: [word: string, name: string | undefined][] = [
    ['mutting', 'muting'],
    ['Schedule', 'schedules'],
    ['registration', 'registrations'],
    ['SMS', 'sms'],
    ['telegram', undefined],
    ['x', undefined],
    ['', undefined],
  ];
  for (const [word, name] of words)
    it(`to "${word}" is ${name ?? 'none'}`, () => expect(nearest(word, known)).to.equal(name));
});
