import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '@rounds/ddocs/embedded/databases/data-folder.ts';
import { expect } from 'chai';

describe('The data folder of the embedded database', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-data-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const make = async (name: string): Promise<string> => {
    const databases = await openDataFolder(dir);
    await databases.create(name);
    await databases.close();
    return join(dir, (await readdir(dir)).find(entry => entry.startsWith(`${name}.`))!);
  };

  it('is cleared of what an interrupted creation or removal left behind', async () => {
    await make('medic');
    await mkdir(join(dir, 'half.0123456789ab', 'store'), { recursive: true });
    await writeFile(join(dir, 'half.0123456789ab', 'removed'), '{}');
    const databases = await openDataFolder(dir);
    expect(databases.names()).to.deep.equal(['medic']);
    expect(await readdir(dir)).to.have.length(1);
    await databases.close();
  });

  it('never loses a database whose description cannot be read, and says which it is', async () => {
    const damaged = await make('medic');
    await writeFile(join(damaged, 'database.json'), '{"name":"med');
    const error = await openDataFolder(dir).catch(thrown => thrown);
    expect(error.message)
      .to.include(damaged)
      .and.to.match(/damaged.*copy/);
    await rm(join(damaged, 'database.json'));
    await mkdir(join(damaged, 'database.json'));
    expect(await openDataFolder(dir).catch(thrown => thrown)).to.include({ code: 'EISDIR' });
    expect(await readdir(damaged)).to.include('store');
  });

  it('keeps what is none of its own', async () => {
    await mkdir(join(dir, 'lost+found'));
    await writeFile(join(dir, 'notes.txt'), 'mine');
    await (await openDataFolder(dir)).close();
    expect(await readdir(dir)).to.have.members(['lost+found', 'notes.txt']);
  });
});
