import { expect } from 'chai';
import { nearly } from '../../../../webapp/data/tasks/nearly.ts';

const text = 'Éloïse Kamau · Antenatal visit · Mto wa Mbu';

describe('the search among tasks', () => {
  const cases: [string, boolean][] = [
    ['', true],
    ['eloise', true],
    ['kamau visit', true],
    ['Kamua', true],
    ['kamu', true],
    ['elouise', true],
    ['anteantal', true],
    ['antenatel visit mbu', true],
    ['otieno', false],
    ['mbi', false],
    ['kamau birth', false],
  ];
  for (const [typed, found] of cases)
    it(`${found ? 'finds' : 'does not find'} it by «${typed}»`, () => {
      expect(nearly(typed)(text)).to.equal(found);
    });
});
