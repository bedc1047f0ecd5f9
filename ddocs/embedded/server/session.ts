import { type Answer, json } from '../http/answer.ts';
import { badRequest, unauthorized } from '../http/error.ts';
import { NO_COOKIE } from '../security/sessions.ts';
import type { Call } from './call.ts';

/** `/_session`: who am I (GET), log in (POST), log out (DELETE). */
export async function session(call: Call): Promise<Answer> {
  if (call.method === 'DELETE') return json({ ok: true }, 200, { 'set-cookie': NO_COOKIE });
  if (call.method === 'POST') return login(call);
  const { name, roles, authenticated } = call.session;
  const info = { authentication_handlers: ['cookie', 'default'], ...(authenticated ? { authenticated } : {}) };
  return json({ ok: true, userCtx: { name, roles }, info });
}

async function login(call: Call): Promise<Answer> {
  const form = /application\/x-www-form-urlencoded/.test(call.headers['content-type'] ?? '');
  const raw = form
    ? Object.fromEntries(new URLSearchParams((await call.bytes()).toString('utf8')))
    : await call.object();
  const { name = raw.username, password } = raw;
  if (typeof name !== 'string' || typeof password !== 'string')
    throw name === undefined
      ? badRequest('request body must contain a username')
      : unauthorized('Name or password is incorrect.');
  const { user, cookie } = await call.server.sessions.login(name, password);
  return json({ ok: true, name: user.name, roles: user.roles }, 200, { 'set-cookie': cookie });
}
