import { type Expression, expressionsOf } from '@rounds/config/settings/expressions.ts';
import type { Fault } from '@rounds/config/settings/faults.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import Mustache from 'mustache';
import type { Sandbox } from '../engine/sandbox.ts';

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

const templateFault = (text: string): string | undefined => {
  try {
    Mustache.parse(text);
    return undefined;
  } catch (error) {
    return `cannot be filled in: ${firstLine(error)}`;
  }
};

const faultOf = ({ kind, text }: Expression, sandbox: Sandbox): string | undefined => {
  if (kind === 'rule') return undefined;
  if (kind === 'template') return templateFault(text);
  const fault = sandbox.faultOf(text);
  return fault === undefined
    ? undefined
    : `cannot be read as ${kind === 'function' ? 'a function' : 'an expression'}: ${fault}`;
};

/**
 * Expressions, functions and texts of the settings that cannot be read, by their paths: told at upload. A stored one is
 * left out when its turn comes, and nothing else. Rules of validations are checked with the settings themselves.
 */
export const expressionFaults = (settings: Settings, sandbox: Sandbox): Fault[] =>
  expressionsOf(settings).flatMap(expression => {
    const message = faultOf(expression, sandbox);
    return message === undefined ? [] : [{ path: expression.path, message }];
  });
