// `node scripts/checks/layers-check.ts`: fails when something stands or imports where it must not. The rules are in
// layers.ts.
import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from './imports.ts';
import { layerFaults, rooms } from './layers.ts';

const root = new URL('../../', import.meta.url);

const filesOf = (room: string): SourceFile[] =>
  readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' })
    .map(path => `${room}/${path}`.replaceAll('\\', '/'))
    .filter(path => /\.m?[tj]s$/.test(path) && !/\/(node_modules|dist|public)\//.test(path))
    .map(path => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));

const files = rooms.flatMap(filesOf);
const faults = layerFaults(files);
for (const { path, line, message } of faults) console.error(`${path}:${line} ${message}`);
console.log(
  faults.length === 0
    ? `Layers: ${files.length} files stand where they belong and import one way`
    : `Layers: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
