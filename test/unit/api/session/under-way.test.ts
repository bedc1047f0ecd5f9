import { underWay } from '@rounds/api/session/under-way.ts';
import { expect } from 'chai';

const MB = 1024 * 1024;

describe('Bodies that are under way', () => {
  const begin = (bodies: ReturnType<typeof underWay>, user: string, bytes: number) => {
    try {
      return bodies.begin(user, bytes);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('are limited for each user, and for all together; small ones always come through', () => {
    const bodies = underWay(10 * MB, 20 * MB);
    const ends = [begin(bodies, 'amina', 6 * MB), begin(bodies, 'amina', 4 * MB)];
    expect(begin(bodies, 'amina', 2 * MB)).to.equal('request/too-many');
    expect(begin(bodies, 'amina', MB)).to.be.a('function');
    expect(begin(bodies, 'peter', 9 * MB)).to.be.a('function');
    expect(begin(bodies, 'rehema', 2 * MB)).to.equal('request/too-many');
    expect(begin(bodies, 'rehema', 1000)).to.be.a('function');
    for (const end of ends) (end as () => void)();
    expect(begin(bodies, 'rehema', 2 * MB)).to.be.a('function');
  });

  it('are counted no longer once they have ended, and end once', () => {
    const bodies = underWay(10 * MB, 20 * MB);
    const end = bodies.begin('amina', 6 * MB);
    end();
    end();
    expect(begin(bodies, 'amina', 10 * MB)).to.be.a('function');
    expect(begin(bodies, 'amina', 2 * MB)).to.equal('request/too-many');
  });
});
