import type { MailSettings } from '@rounds/config/sections/mail.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import nodemailer from 'nodemailer';

/** A letter. */
export interface Letter {
  subject: string;
  text: string;
  html?: string;
  /** Files that go with it. */
  files?: readonly { filename: string; content: string; contentType: string }[];
}

/** Name under which the vault keeps the password. */
export const mailCredential = 'mail';

/** How long a server is waited for, in ms. */
const patience = 20_000;

/**
 * Sends a letter to all who get them. A server with a user gets the password over TLS only.
 * @throws what the server says
 */
export const sendMail = async (
  { host, port, user, insecure, from, to }: MailSettings,
  vault: Pick<Vault, 'read'>,
  { files = [], ...letter }: Letter,
): Promise<void> => {
  const pass = user === undefined ? null : await vault.read(mailCredential);
  const transport = nodemailer.createTransport({
    ...{ host, port, secure: port === 465 },
    ...(insecure ? { ignoreTLS: true } : { requireTLS: port !== 465 }),
    ...(user !== undefined && pass !== null ? { auth: { user, pass } } : {}),
    ...{ connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience },
    // Nothing is read from files or addresses that a text may name.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    await transport.sendMail({ from, to: [...to], ...letter, attachments: [...files] });
  } finally {
    transport.close();
  }
};
