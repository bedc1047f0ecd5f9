import vm from 'node:vm';

/**
 * Ends by force what runs longer than so many ms. QuickJS counts steps, not time, and asks nobody while one step takes
 * hours, such as a search through an empty array of four thousand million places. After that its engine cannot be used
 * any more.
 */
export const watchedBy = (timeout: number): (<T>(work: () => T) => T) => {
  const script = new vm.Script('work()');
  const context = vm.createContext({});
  return work => {
    context.work = work;
    return script.runInContext(context, { timeout });
  };
};
