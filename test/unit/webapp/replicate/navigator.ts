/** Gives the tests of a suite the `navigator` of a browser without locks, where Node has none. */
export const withNavigator = (): void => {
  const hadNavigator = 'navigator' in globalThis;
  before(() => {
    if (!hadNavigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  });
  after(() => {
    if (!hadNavigator) Reflect.deleteProperty(globalThis, 'navigator');
  });
};
