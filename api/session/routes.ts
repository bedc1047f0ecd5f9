import type { FastifyInstance } from 'fastify';
import { loginRoutes } from './login.ts';
import type { LoginParts } from './parts.ts';
import { passwordResetRoutes } from './password-reset.ts';
import { tokenLoginRoutes } from './token-login.ts';
import { type WhoParts, whoRoutes } from './who.ts';

/** The doors of logging in. */
export const sessionRoutes = (app: FastifyInstance, parts: LoginParts & WhoParts): void => {
  loginRoutes(app, parts);
  whoRoutes(app, parts);
  passwordResetRoutes(app, parts);
  tokenLoginRoutes(app, parts);
};
