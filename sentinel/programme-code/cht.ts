import { may } from '@rounds/config/permissions/permissions.ts';

/** What the code of a programme may ask for beyond its facts. */
export interface Surroundings {
  /** Roles of the user. */
  roles: readonly string[];
  /** Permissions with the roles that have them. */
  permissions: Readonly<Record<string, readonly string[]>>;
  /** Code for forms by the name of its file. */
  extensionLibs?: Readonly<Record<string, string>>;
  /** Words in the language of the user. */
  words?: Readonly<Record<string, string>>;
  /** Pictures by name. */
  resources?: Readonly<Record<string, { content_type: string; data: string }>>;
  /** Target documents of whom it is about. */
  targetDocs?: readonly unknown[];
  /** Is told which function of the programme is about to run. */
  trace?: (name: string) => void;
}

type Permissions = string | readonly string[];

const asynchronous = ['person', 'place', 'contact', 'report', 'target'] as const;

/**
 * `cht`, through which the code of a programme asks what CHT lets it ask. What would have to be waited for cannot be
 * had within rules, and says so.
 */
export const chtFor = (around: Surroundings) => {
  const libraries = new Map<string, unknown>();
  const has = (name: string, roles: readonly string[], permissions: Surroundings['permissions']): boolean =>
    name.startsWith('!') ? !may({ permissions }, roles, name.slice(1)) : may({ permissions }, roles, name);
  const hasPermissions = (
    wanted: Permissions,
    roles: readonly string[] = around.roles,
    settings: { permissions?: Surroundings['permissions'] } = {},
  ): boolean => {
    const names = ([] as string[]).concat(wanted as string | string[]);
    return names.length > 0 && names.every(name => has(name, roles, settings.permissions ?? around.permissions));
  };
  const refuse = (name: string) => () => {
    throw new Error(`cht.v1.${name} has to be waited for, which is not possible within rules`);
  };
  return {
    v1: {
      hasPermissions,
      hasAnyPermission: (
        groups: readonly Permissions[],
        roles?: readonly string[],
        settings?: { permissions?: Surroundings['permissions'] },
      ): boolean => groups.some(group => hasPermissions(group, roles, settings)),
      getExtensionLib: (name: string): unknown => {
        const text = around.extensionLibs?.[name];
        if (text === undefined) return undefined;
        if (!libraries.has(name)) libraries.set(name, moduleOf(text));
        return libraries.get(name);
      },
      translate: (key: string, params: Record<string, unknown> = {}): string =>
        (around.words?.[key] ?? key).replaceAll(/\{\{\s*([^}\s]+)\s*\}\}/g, (_, name: string) =>
          String(params[name] ?? ''),
        ),
      getResource: (name: string) => around.resources?.[name],
      analytics: { getTargetDocs: () => around.targetDocs ?? [] },
      ...Object.fromEntries(asynchronous.map(name => [name, refuse(name)])),
    },
    ...(around.trace ? { trace: around.trace } : {}),
  };
};

/** What a library exports. */
const moduleOf = (text: string): unknown => {
  const module = { exports: {} as unknown };
  new Function('module', 'exports', text)(module, module.exports);
  return module.exports;
};
