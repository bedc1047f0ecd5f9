import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import { window } from '../../../browser-in-node.ts';

/** What these tests use of the engine; its own types need a package that is not published. */
interface EngineNode {
  readonly nodeType: string;
  readonly currentState: {
    readonly reference: string;
    readonly value?: unknown;
    readonly instanceValue?: string;
    readonly relevant: boolean;
    readonly required: boolean;
    readonly label?: { asString: string } | null;
    readonly children?: readonly EngineNode[] | null;
    readonly valueOptions?: readonly { value: string; label: { asString: string } }[] | null;
  };
  readonly validationState: {
    violations?: readonly {
      reference: string;
      violation: { condition: string; message: { asString: string } | null };
    }[];
  };
  setValue?(value: unknown): unknown;
  selectValue?(value: string): unknown;
  selectValues?(values: readonly string[]): unknown;
}
interface EngineRoot extends EngineNode {
  readonly languages: readonly ({ language: string } | { isSyntheticDefault: true; language: string })[];
  setLanguage(language: unknown): unknown;
  prepareInstancePayload(): Promise<{ data: readonly { get(name: string): unknown }[] }>;
}
interface Engine {
  loadForm(xml: string): Promise<{ status: string; error?: unknown; createInstance(): { root: EngineRoot } }>;
}

let loading: Promise<Engine> | undefined;
const engine = (): Promise<Engine> => {
  loading ??= import('@getodk/xforms-engine') as unknown as Promise<Engine>;
  return loading;
};

/** A form being filled in. */
export class Filling {
  readonly root: EngineRoot;
  constructor(root: EngineRoot) {
    this.root = root;
  }

  /** The node of a path below the root, such as `init/years`. */
  node(path: string): EngineNode {
    const reference = `${this.root.currentState.reference}/${path}`;
    const found = this.all().find(({ currentState }) => currentState.reference === reference);
    if (!found)
      throw new Error(`no node ${reference} among ${this.all().map(({ currentState }) => currentState.reference)}`);
    return found;
  }

  /** Every node, the root first. */
  all(from: EngineNode = this.root): EngineNode[] {
    return [from, ...(from.currentState.children ?? []).flatMap(child => this.all(child))];
  }

  /** Answers one question; lists answer a question with several choices. */
  answer(path: string, value: unknown): this {
    const node = this.node(path);
    if (node.selectValues && Array.isArray(value)) node.selectValues(value);
    else if (node.selectValue) node.selectValue(String(value));
    else if (node.setValue) node.setValue(value);
    else throw new Error(`${path} cannot be answered`);
    return this;
  }

  text(path: string): string | undefined {
    return this.node(path).currentState.instanceValue;
  }

  /** What stands against sending, as `path: message`. */
  faults(): string[] {
    const prefix = this.root.currentState.reference.length + 1;
    return (this.root.validationState.violations ?? []).map(
      ({ reference, violation }) => `${reference.slice(prefix)}: ${violation.message?.asString ?? violation.condition}`,
    );
  }

  /** The instance as XML. */
  async xml(): Promise<string> {
    const payload = await this.root.prepareInstancePayload();
    const file = payload.data[0]!.get('xml_submission_file') as { text?(): Promise<string> };
    return file.text!();
  }

  /** The answers as a report's `fields`: text, objects for groups. */
  async fields(): Promise<Record<string, unknown>> {
    const { documentElement } = new window.DOMParser().parseFromString(await this.xml(), 'text/xml');
    return fieldsOf(documentElement) as Record<string, unknown>;
  }
}

const fieldsOf = (element: Element): unknown =>
  element.children.length
    ? Object.fromEntries([...element.children].map(child => [child.localName, fieldsOf(child)]))
    : (element.textContent ?? '');

/** Puts values into the primary instance before the form is opened, as the app does with the contact it is about. */
const withInputs = (xml: string, inputs: Record<string, string>): string => {
  const document = new window.DOMParser().parseFromString(xml, 'text/xml');
  const root = document.querySelector('model > instance > *')!;
  for (const [path, value] of Object.entries(inputs)) {
    const node = path
      .split('/')
      .reduce<Element | undefined>(
        (at, name) => [...(at?.children ?? [])].find(child => child.localName === name),
        root,
      );
    if (!node) throw new Error(`the form has no ${path}`);
    node.textContent = value;
  }
  return new window.XMLSerializer().serializeToString(document);
};

/** The XML of a form of the default programme. @param file such as `app/mute` */
export const formXml = (file: string): Promise<string> =>
  readFile(join(defaultProgramme, 'forms', `${file}.xml`), 'utf8');

/** Opens a form of the default programme. */
export const open = async (file: string, inputs: Record<string, string> = {}): Promise<Filling> => {
  const { loadForm } = await engine();
  const form = await loadForm(withInputs(await formXml(file), inputs));
  if (form.status !== 'success') throw new Error(`${file} does not load: ${String(form.error)}`);
  return new Filling(form.createInstance().root);
};
