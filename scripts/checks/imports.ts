import { posix } from 'node:path';

/** A file of the project. @property path from the root, with slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What one file takes of another. */
export interface Import {
  /** As it is written. */
  from: string;
  line: number;
  /** `import type`: gone at run time. */
  typeOnly: boolean;
}

const statement =
  /(?:^|[;\n}])[ \t]*(?:import|export)\s+(?<type>type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?['"](?<from>[^'"\n]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"\n]+)['"]/g;

/** The imports of a file, static and dynamic, re-exports among them. */
export const importsOf = (text: string): Import[] =>
  [...text.matchAll(statement)].map(match => ({
    from: match.groups?.from ?? match.groups?.dynamic ?? '',
    line: text.slice(0, match.index + match[0].length).split('\n').length,
    typeOnly: match.groups?.type !== undefined,
  }));

/** The file of the project that an import names, or undefined when it names a package. */
export const importedFile = (importer: string, from: string): string | undefined => {
  if (from.startsWith('.')) return posix.normalize(posix.join(posix.dirname(importer), from.replace(/\?.*$/, '')));
  if (from.startsWith('@rounds/')) return from.slice('@rounds/'.length).replace(/\?.*$/, '');
  return undefined;
};
