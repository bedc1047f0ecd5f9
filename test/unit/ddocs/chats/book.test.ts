import { createSecretKey } from 'node:crypto';
import { type ChatBook, openChatBook } from '@rounds/ddocs/chats/book.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { openVault } from '@rounds/ddocs/vault/vault.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { store } from '../../api/stores.ts';

describe('The book of chats', () => {
  const side = store();
  const open = (): Promise<ChatBook> =>
    openChatBook(
      openVault(
        side,
        async () => createSecretKey(new Uint8Array(32)),
        () => 1_700_000_000_000,
      ),
    );

  it('gives a message a reference that leads back to it in its own chat, and in no other', async () => {
    const book = await open();
    fc.assert(
      fc.property(fc.integer(), fc.nat(2 ** 31), (chat, message) => {
        const reference = book.referenceOf('bot', chat, message);
        expect(reference).to.match(/^[\w-]{22}$/);
        expect(book.referenceOf('bot', chat, message)).to.equal(reference);
        expect(book.messageOf('bot', chat, reference)).to.equal(message);
        expect(book.messageOf('bot', chat + 1, reference)).to.equal(undefined);
        expect(book.messageOf('other', chat, reference)).to.equal(undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('takes no other text for a reference', async () => {
    const book = await open();
    for (const text of ['', 'x', 'a'.repeat(22), 'b3f1c2d4-0000-5000-8000-000000000000'])
      expect(book.messageOf('bot', 7, text)).to.equal(undefined);
  });

  it('keeps the address of a group that has another number, whichever sign of it comes, and however often', async () => {
    const book = await open();
    const { address } = await book.resolve('bot', -5);
    expect(isChatAddress(address)).to.equal(true);
    await book.keep(address, {
      bot: 'bot',
      chat: -5,
      name: 'Study',
      group: { kind: 'group', bot: 'member', members: 4 },
    });
    await book.move('bot', -5, -1005);
    await book.move('bot', -5, -1005);
    const moved = await (await open()).resolve('bot', -1005);
    expect(moved).to.deep.equal({
      address,
      entry: { bot: 'bot', chat: -1005, name: 'Study', group: { kind: 'supergroup', bot: 'member', members: 4 } },
    });
    expect((await book.resolve('bot', -5)).address).to.equal(address);
  });

  it('makes the same addresses and secrets after a new start, and others for another bot', async () => {
    const [one, two] = [await open(), await open()];
    expect(two.addressOf('bot', 7)).to.equal(one.addressOf('bot', 7));
    expect(two.webhookSecret('bot')).to.equal(one.webhookSecret('bot'));
    expect(one.addressOf('other', 7)).not.to.equal(one.addressOf('bot', 7));
    expect(one.webhookSecret('other')).not.to.equal(one.webhookSecret('bot'));
  });
});
