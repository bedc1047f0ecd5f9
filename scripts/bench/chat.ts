import { crowd } from './chat/crowd.ts';
import { welcome } from './chat/welcome.ts';
import type { Benchmark } from './figures/benchmark.ts';

/** A study in chats: many people who go through a dialogue at the same moment, and a desk before a large crowd. */
export const benchmark: Benchmark = async context => [...(await welcome(context)), ...(await crowd(context))];
