import type { Doc } from '@rounds/ddocs/documents/doc.ts';

/** Whether documents of this kind send messages: rules write them on reports, people type them, links are sent. */
export const sendsMessages = ({ _id, type }: Doc): boolean =>
  type === 'data_record' || (type === 'token_login' && _id.startsWith('token:login:'));
