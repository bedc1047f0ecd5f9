import { acceptsGzip } from '@rounds/api/web/accepts-gzip.ts';
import { expect } from 'chai';

describe('The header Accept-Encoding', () => {
  const rows: [header: string | undefined, takes: boolean][] = [
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['x-gzip', true],
    ['GZIP', true],
    ['gzip, deflate, br', true],
    ['br;q=1.0, gzip;q=0.8', true],
    ['gzip;q=0', false],
    ['gzip; q=0.000, identity', false],
    ['identity', false],
    ['br', false],
    ['*', true],
    ['*;q=0', false],
    ['*, gzip;q=0', false],
    ['gzipped', false],
  ];
  for (const [header, takes] of rows)
    it(`${JSON.stringify(header) ?? 'that is not there'} ${takes ? 'takes' : 'does not take'} what is packed`, () => {
      expect(acceptsGzip(header)).to.equal(takes);
    });
});
