import { expect } from 'chai';
import { findChromium } from '../../../../scripts/checks/chromium.ts';

describe('the browser of the tests', () => {
  it('is the one that CHROMIUM names, when it is there', () => {
    expect(findChromium({ CHROMIUM: process.execPath })).to.equal(process.execPath);
    expect(findChromium({ CHROMIUM: '/nowhere/chromium' })).not.to.equal('/nowhere/chromium');
  });
});
