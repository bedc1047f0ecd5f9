import words from '@rounds/config/dialogues/words.json' with { type: 'json' };
import { type DialogueDraft, type DialogueTest, draftId, testId } from '@rounds/ddocs/dialogues/authoring.ts';
import { type Dialogue, type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { failedOf, keptTests, mostTests } from '@rounds/sentinel/dialogues/kept-tests.ts';
import { newestVersion } from '@rounds/sentinel/dialogues/publish.ts';
import { differenceLine, outcomeOf, rehearse } from '@rounds/sentinel/dialogues/rehearse.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { authorOf, type DialogueParts } from './parts.ts';

const input = z.discriminatedUnion('do', [
  z.object({ do: z.literal('press'), value: z.string().max(1000), variable: z.string().max(200).exactOptional() }),
  z.object({ do: z.literal('text'), text: z.string().max(4096) }),
  z.object({ do: z.literal('time') }),
  z.object({ do: z.literal('language'), language: z.string().max(40) }),
]);
const wanted = z.object({
  name: z.string({ error: 'give the test a name' }).trim().min(1, { error: 'give the test a name' }).max(200),
  language: z.string({ error: 'say in which language it begins' }).max(40),
  inputs: z.array(input, { error: 'give what is done in it' }).max(500),
  /** The version that it was made of; the draft where none is named. */
  version: z.number().int().optional(),
});

type Door = { Params: { id: string } };

/**
 * Try-outs that were kept as tests: `GET POST /api/v1/dialogues/:id/tests`, `DELETE …/tests/:test`. What one comes to is
 * worked out here, from what was done in it; one of the same name takes the place of the earlier.
 */
export const testRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, now } = parts;

  const dialogueOf = async (id: string, version?: number): Promise<Dialogue> => {
    const draft = version === undefined ? await main.get<DialogueDraft>(draftId(id)) : null;
    const stored =
      version === undefined ? await newestVersion(main, id) : await main.get<DialogueVersion>(versionId(id, version));
    const own = version === undefined || version === 0 ? builtIn[id] : undefined;
    const found = draft?.dialogue ?? stored?.dialogue ?? own;
    if (!found) throw new AppError('doc/missing', `There is no dialogue "${id}"`);
    return found;
  };

  app.get<Door>('/api/v1/dialogues/:id/tests', async request => {
    authorOf(parts, request);
    const { id } = request.params;
    const tests = await keptTests(main, id);
    const failed = tests.length === 0 ? [] : failedOf(await dialogueOf(id), tests);
    return {
      tests: tests.map(({ _id, name, language, inputs, expected, by, at }) => ({
        ...{ id: _id, name, language, inputs, expected, by, at },
        differences: failed.find(each => each.id === _id)?.differences.map(differenceLine) ?? [],
      })),
    };
  });

  app.post<Door>('/api/v1/dialogues/:id/tests', async (request, reply) => {
    const { name: by } = authorOf(parts, request);
    const { id } = request.params;
    const { data, error } = wanted.safeParse(request.body ?? {});
    if (error) throw new AppError('request/invalid', error.issues[0]?.message ?? 'this is no test');
    const dialogue = await dialogueOf(id, data.version);
    const { name, language, inputs } = data;
    const _id = testId(id, idFrom('test', name));
    const before = await main.get<DialogueTest>(_id);
    if (!before && (await keptTests(main, id)).length >= mostTests)
      throw new AppError('request/invalid', `A dialogue has ${mostTests} tests at most`);
    const test: DialogueTest = {
      ...{ _id, type: 'dialogue-test', dialogue: id, name, language, inputs, by },
      ...(before?._rev ? { _rev: before._rev } : {}),
      expected: outcomeOf(rehearse(dialogue, { language, inputs }, { words, pacing: null })),
      at: new Date(now()).toISOString(),
    };
    const { ok } = await main.writeAlone(test);
    if (!ok) throw new AppError('doc/conflict', `Somebody else keeps a test called ${name} at this moment`);
    return reply.code(201).send({ id: _id, expected: test.expected });
  });

  app.delete<{ Params: { id: string; test: string } }>('/api/v1/dialogues/:id/tests/:test', async request => {
    authorOf(parts, request);
    const { id, test } = request.params;
    const doc = test.startsWith(testId(id, '')) ? await main.get(test) : null;
    if (!doc) throw new AppError('doc/missing', 'There is no such test');
    await main.writeAlone({ _id: doc._id, _rev: doc._rev!, _deleted: true });
    return { ok: true };
  });
};
