import { fillIn } from './fill-in.ts';

Object.assign(globalThis, { fillIn: (story: Parameters<typeof fillIn>[1]) => fillIn(window, story) });
