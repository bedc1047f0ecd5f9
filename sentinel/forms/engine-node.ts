import type { Evaluator } from './evaluator.ts';
import type { MarkdownNode } from './rich-text.ts';

/** Words of a node: as plain text, and as markdown where the form has it. */
export interface EngineWords {
  readonly asString: string;
  readonly formatted?: readonly MarkdownNode[];
  readonly imageSource?: URL | undefined;
  readonly audioSource?: URL | undefined;
  readonly videoSource?: URL | undefined;
}

/** A node of the engine's tree, in so far as Rounds looks at it. */
export interface EngineNode {
  readonly nodeType: string;
  readonly nodeId: string;
  readonly valueType?: string;
  readonly selectType?: string;
  readonly appearances: Iterable<string> | null;
  readonly definition: { readonly bodyElement: unknown };
  readonly parent: EngineNode | null;
  readonly evaluator: Evaluator;
  readonly contextNode: unknown;
  readonly currentState: {
    readonly reference: string;
    readonly readonly: boolean;
    readonly label: EngineWords | null;
    readonly hint: EngineWords | null;
    readonly value?: unknown;
    readonly instanceValue?: string;
    readonly children?: readonly EngineNode[] | null;
    readonly valueOptions?: readonly { value: string; label: EngineWords }[] | null;
  };
  readonly validationState: { readonly violation?: Violation | null };
  /** What stands in the place of the `required` of the form. See relevance.ts. */
  isRequired(): boolean;
  setValue?(value: unknown): unknown;
  /** Sets the value of a field that nobody sees. */
  setValueState?(value: unknown): unknown;
  /** Puts the choices of a rank in order. */
  setValues?(values: readonly string[]): unknown;
  selectValues?(values: readonly string[]): unknown;
  addInstances?(after?: number, count?: number): unknown;
  removeInstances?(start: number, count?: number): unknown;
}

interface Violation {
  readonly condition: 'required' | 'constraint';
  readonly message: EngineWords | null;
}
