import { log, withoutCredentials } from '@rounds/api/web/log.ts';
import { expect } from 'chai';

describe('the log', () => {
  it('holds no secret, wherever it stands', () => {
    const lines: string[] = [];
    const logger = log('info', { write: line => void lines.push(line) });
    logger.info(
      {
        password: 'S3CRET',
        user: { password: 'S3CRET', token: 'S3CRET' },
        headers: { cookie: 'S3CRET', authorization: 'S3CRET', 'set-cookie': 'S3CRET' },
      },
      'x',
    );
    logger.error({ err: new Error('fetch of http://admin:S3CRET@localhost:5984/ failed') }, 'x');
    logger.info(
      { req: { method: 'GET', url: '/medic/login/token/S3CRET?password=S3CRET', headers: { cookie: 'S3CRET' } } },
      'x',
    );
    expect(lines).to.have.length(3);
    expect(lines.join('')).to.not.include('S3CRET');
    expect(withoutCredentials('see https://a:b@c/d')).to.equal('see https://c/d');
  });
});
