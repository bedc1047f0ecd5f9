import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState } from './browser.ts';
import { healthWorker, village } from './village.ts';
import { type Wire, wireTo } from './wire.ts';

/** A health worker's phone that holds the village and has told everything, on a network that can be cut. */
export interface PhoneInVillage {
  place: World;
  wire: Wire;
  browser: Browser;
  phone: Device;
  /** Name of the health worker. */
  user: string;
  close(): Promise<void>;
}

/**
 * @param docs documents besides those of the village, such as forms
 * @param settings makes the settings of the programme of those of the default one
 */
export const phoneInVillage = async (
  docs: readonly Doc[] = [],
  settings?: (ours: Record<string, unknown>) => Record<string, unknown>,
): Promise<PhoneInVillage> => {
  const place = await world({ docs: [...village(), ...docs], ...(settings ? { settings } : {}) });
  const wire = await wireTo(() => place.apiUrl);
  const browser = await openBrowser();
  const close = async (): Promise<void> => {
    await browser.close();
    await wire.close();
    await place.close();
  };
  try {
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    await place.settled();
    const phone = await openDevice(browser);
    await loginAndFill(phone.page, wire.url, user);
    await until(
      'the phone has synchronised',
      async () => (await syncState(phone.page)) === 'Everything is on the server',
    );
    return { place, wire, browser, phone, user, close };
  } catch (error) {
    await close();
    throw error;
  }
};
