import type { TemplateResult } from 'lit';

/** An address of the app and the page that shows it. Pages come when they are needed. */
export interface Route {
  path: RegExp;
  load?: () => Promise<unknown>;
  show: (...parts: string[]) => TemplateResult;
  /** Where back leads when there is no history. */
  up: (...parts: string[]) => string;
  /** The page fills the height and scrolls within itself. */
  whole?: boolean;
  /**
   * Whether the user may open it; otherwise the address says that it is not for him. Anybody may open a page that does
   * not ask.
   */
  open?: (may: May) => boolean;
}

/** Whether the user has a permission. */
export type May = (permission: string) => boolean;
