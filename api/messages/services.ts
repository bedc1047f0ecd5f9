import type { Settings } from '@rounds/config/settings/settings.ts';
import { africasTalking } from './services/africas-talking/send.ts';
import { rapidpro } from './services/rapidpro/send.ts';
import type { OpenService } from './services/service.ts';

/** The services that messages are pushed to, by the name that `sms.outgoing_service` has for them. */
export const services: Readonly<Record<string, OpenService>> = { 'africas-talking': africasTalking, rapidpro };

/** Whether messages are fetched by a gateway; so it is where the settings say nothing. */
export const isFetched = ({ sms }: Settings): boolean => sms === undefined || sms.outgoing_service === 'medic-gateway';

/** Why messages do not go out at all with these settings; undefined where they do. */
export const whyNothingGoesOut = (settings: Settings): string | undefined => {
  const name = settings.sms?.outgoing_service;
  if (isFetched(settings) || (name && Object.hasOwn(services, name))) return undefined;
  if (!name) return 'sms.outgoing_service names no service: messages wait until it does';
  return `sms.outgoing_service is ${name}, which Rounds does not speak: messages wait. It speaks medic-gateway, ${Object.keys(services).join(', ')}`;
};
