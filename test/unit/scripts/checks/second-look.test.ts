import { expect } from 'chai';
import { countOf, withSecondLook, worthASecondLook } from '../../../../scripts/checks/second-look.ts';

describe('a second look at tests that failed', () => {
  for (const [title, out, code, count] of [
    ['the count that stands last', '1 passed, 1 failed in /a.test.ts\n9 passed, 1 failed\n', 1, [9, 1]],
    ['one failed where no count was written', 'Killed\n', 137, [0, 1]],
    ['one failed where a run ends badly in spite of its count', '9 passed, 0 failed\n', 1, [9, 0 + 1]],
    ['no failure where all is well', '9 passed, 0 failed\n', 0, [9, 0]],
  ] as const)
    it(`reads ${title}`, () => {
      expect(Object.values(countOf(out, code))).to.deep.equal(count);
    });

  const few = ['a', 'b', 'c', 'd', 'e'].map(name => `4 passed, 1 failed in /test/${name}.test.ts`);
  for (const [title, lines, failed, files] of [
    ['each of a few files', few, 5, ['a', 'b', 'c', 'd', 'e'].map(name => `/test/${name}.test.ts`)],
    ['no file where many failed', [...few, '0 passed, 1 failed in /test/f.test.ts'], 6, []],
    ['no file where something failed beside them, such as a file without a test', few, 6, []],
    ['no file where the run broke off', [], 1, []],
  ] as const)
    it(`is taken at ${title}`, () => {
      const paths = worthASecondLook(`${lines.join('\n')}\n20 passed, ${failed} failed\n`, { passed: 20, failed }).map(
        ({ path }) => path,
      );
      expect(paths).to.deep.equal(files);
    });

  it('counts what the file says alone, whether it passes then or not', () => {
    const before = { path: '/test/a.test.ts', passed: 4, failed: 2 };
    expect(withSecondLook({ passed: 20, failed: 2 }, before, { passed: 6, failed: 0 })).to.deep.equal({
      passed: 22,
      failed: 0,
    });
    expect(withSecondLook({ passed: 20, failed: 2 }, before, { passed: 5, failed: 1 })).to.deep.equal({
      passed: 21,
      failed: 1,
    });
  });
});
