import type { Benchmark } from './figures/benchmark.ts';
import { lives } from './study/lives.ts';

/** A study by dialogues: steps of the pure function, and people for months with every promise looked at. */
export const benchmark: Benchmark = async context => lives(context);
