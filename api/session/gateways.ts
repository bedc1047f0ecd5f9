import { AppError } from '@rounds/ddocs/documents/error.ts';
import { onlineRole } from '@rounds/ddocs/documents/users.ts';

/** Whether a login is that of a gateway and of nothing else. */
const isGateway = (roles: readonly string[]): boolean =>
  roles.includes('gateway') && roles.every(role => role === 'gateway' || role === onlineRole);

/** What comes in and goes out, who one is, and what anybody is told. */
const ofGateways =
  /^\/(medic\/logout|api\/(sms\/?|v[12]\/records|v1\/session|v[12]\/monitoring|v1\/health|info|v1\/settings\/schema|v1\/branding(\/.*)?|v[12]\/sms\/.*)|_session|metrics)$/;

/**
 * A gateway brings what came in and fetches what goes out: the phone that it runs on lies about, so that its login reads
 * nothing of people.
 * @throws `access/forbidden` for any other address
 */
export const keepGatewayOut = (roles: readonly string[], url: string): void => {
  if (!isGateway(roles) || ofGateways.test(url.split('?')[0]!)) return;
  throw new AppError('access/forbidden', 'This login is that of a gateway, which brings and fetches SMS', {
    hint: 'Log in as somebody else; /api/sms and /api/v2/records are open to this one',
  });
};
