import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { FastifyInstance } from 'fastify';
import type { Couch } from '../couch/couch.ts';
import { appSettingsRoutes } from './app-settings-routes.ts';
import { attachmentSettingsRoutes } from './attachment-settings.ts';
import { brandingRoutes } from './branding.ts';
import { credentialRoutes } from './credentials.ts';
import { deployInfoRoutes } from './deploy-info.ts';
import { formRoutes } from './form-routes.ts';
import type { SettingsParts } from './parts.ts';
import { settingsRoutes } from './settings-routes.ts';

/** The doors of a programme's choices: its settings and forms, and the keys of other systems. */
export const programmeRoutes = async (
  app: FastifyInstance,
  parts: SettingsParts & { couch: Couch; vault: Vault },
): Promise<void> => {
  settingsRoutes(app, parts);
  appSettingsRoutes(app, parts);
  deployInfoRoutes(app);
  brandingRoutes(app, parts.settings.branding);
  attachmentSettingsRoutes(app, parts);
  await formRoutes(app, parts);
  await credentialRoutes(app, parts);
};
