import { transformSync } from 'esbuild';
import type { Odd } from '../programme-code/odd.ts';

/** The file in which a programme declares tasks and targets without code. */
export const declaredFile = 'tasks-and-targets.json';

/** Keys whose texts are expressions; elsewhere a text is one where it begins with `=`. */
const expressions = new Set(['appliesIf', 'resolvedIf', 'passesIf', 'dueDate', 'groupBy']);

/** What the functions of a definition are called with, by what holds them. */
const parameters: Record<string, string> = {
  dueDate: 'event, c, report, index',
  priority: 'c, report, event, due, index',
};
const others = 'c, report, event, due, index';

/**
 * What an expression sees besides `contact`, `reports`, `report`, `event` and `due`: tools in few words. A value under
 * `values` is an expression of its own, by its name.
 */
const surroundings = `
  const now = new Date();
  const after = (date, days) => Utils.addDate(new Date(date), days);
  const latest = (...forms) => Utils.getMostRecentReport(reports, forms);
  const reported = (forms, from, to) =>
    [].concat(forms).some(form => Utils.isFormSubmittedInWindow(reports, form, +new Date(from), +new Date(to)));
  const daysSince = date => Math.floor((now - new Date(date)) / 86400000);
  const ageInMonths = ({ date_of_birth: born } = {}) => {
    if (!born) return undefined;
    const from = new Date(born);
    return (now.getFullYear() - from.getFullYear()) * 12 + now.getMonth() - from.getMonth()
      - (now.getDate() < from.getDate() ? 1 : 0);
  };`;

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Writes a module of JavaScript from what a programme declared. An expression that fails is undefined: no. */
export const declaredModule = (said: Record<string, unknown>): { text: string; faults: Odd[] } => {
  const faults: Odd[] = [];
  const values = isFields(said.values) ? said.values : {};
  const names = Object.keys(values);
  const checked = (text: string, path: string): string => {
    try {
      transformSync(`(${text}\n)`, { loader: 'js', logLevel: 'silent' });
      return text;
    } catch (error) {
      const { errors = [] } = error as { errors?: { text: string }[] };
      faults.push({ file: declaredFile, path, message: `cannot be read: ${errors[0]?.text ?? error}` });
      return 'undefined';
    }
  };
  const functionOf = (text: string, path: string, args: string): string =>
    `(${args}) => { const { contact, reports = [] } = c; const fields = (report && report.fields) || {};
      ${surroundings}
      { ${names.map(name => `const ${name} = () => value_${name}(c, report);`).join(' ')}
        try { return (${checked(text, path)}\n); } catch (error) { return undefined; } } }`;
  const written = (value: unknown, key: string, path: string, args = others): string => {
    if (typeof value === 'string') {
      if (expressions.has(key)) return functionOf(value, path, parameters[key] ?? args);
      return value.startsWith('=') ? functionOf(value.slice(1), path, args) : JSON.stringify(value);
    }
    if (Array.isArray(value))
      return `[${value.map((each, at) => written(each, '', `${path}[${at}]`, args)).join(', ')}]`;
    if (!isFields(value)) return JSON.stringify(value);
    if (key === 'priority' && Object.values(value).some(each => typeof each === 'string' && each.startsWith('=')))
      return priorityOf(value, path);
    const entries = Object.entries(value).map(([name, each]) =>
      name === 'content' && isFields(each)
        ? `modifyContent: ${contentOf(each, `${path}.content`)}`
        : `${JSON.stringify(name)}: ${written(each, name, `${path}.${name}`, args)}`,
    );
    return `{ ${entries.join(', ')} }`;
  };
  const called = (value: unknown, path: string, args: string): string =>
    typeof value === 'string' && value.startsWith('=')
      ? `(${functionOf(value.slice(1), path, args)})(${args})`
      : JSON.stringify(value);
  const priorityOf = (value: Record<string, unknown>, path: string): string =>
    `(${others}) => ({ ${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${called(each, `${path}.${name}`, others)}`)
      .join(', ')} })`;
  const contentOf = (value: Record<string, unknown>, path: string): string =>
    `(content, c, report, event) => { const [due, index] = []; Object.assign(content, { ${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${called(each, `${path}.${name}`, others)}`)
      .join(', ')} }); }`;

  const body = [
    ...names.map(name => `const value_${name} = ${functionOf(String(values[name]), `values.${name}`, 'c, report')};`),
    `export const tasks = ${written(said.tasks ?? [], '', 'tasks')};`,
    `export const targets = ${written(said.targets ?? [], '', 'targets')};`,
  ];
  return { text: body.join('\n'), faults };
};
