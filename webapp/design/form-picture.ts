import { type IconName, icons } from './icons.ts';

/** The picture of a form: its own where it is bundled. */
export const pictureOf = (icon: string | undefined, mutes: 'mute' | 'unmute' | null): IconName => {
  if (icon && icon in icons) return icon as IconName;
  return mutes === 'mute' ? 'bell-off' : mutes === 'unmute' ? 'bell' : 'clipboard-plus';
};
