import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { openSandbox, type Sandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';

describe('The sandbox for expressions of the settings', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  after(() => sandbox.close());

  const faultOf = (work: () => unknown): string => {
    try {
      return `no fault, but ${JSON.stringify(work())}`;
    } catch (error) {
      return isAppError(error, 'settings/expression') ? error.message : String(error);
    }
  };

  /** What a new engine answers as soon as it is there. */
  const until = async (work: () => unknown): Promise<unknown> => {
    for (let tries = 0; tries < 200; tries++) {
      try {
        return work();
      } catch {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    }
    return work();
  };

  const doc = { age: 30, name: 'Ann', empty: '', id: '12345', group: { deep: 'x' } };
  const values: [expression: string, value: unknown][] = [
    ['doc.age > 18', true],
    ["doc.name === 'Ben' || doc.age >= 31", false],
    ['(doc.age < 20 || doc.id == 12345) && doc.group.deep == "x"', true],
    ['doc.name.toUpperCase()', 'ANN'],
    ['/^\\d{5}$/.test(doc.id)', true],
    ['[1, 2, 3].filter(function (one) { return one > 1; })', [2, 3]],
    ['({ a: doc.age, b: [doc.name] })', { a: 30, b: ['Ann'] }],
    ['doc.missing', undefined],
    ['doc.age // a remark', 30],
  ];
  for (const [expression, value] of values)
    it(`gives ${JSON.stringify(value)} for ${expression}`, () =>
      expect(sandbox.evaluate(expression, { doc })).to.deep.equal(value));

  it('knows nothing of the process, the files, the network and the clock that waits', () => {
    const names = ['process', 'require', 'fetch', 'module', 'setTimeout', 'Buffer', 'WebAssembly', 'XMLHttpRequest'];
    expect(sandbox.evaluate(`[${names.map(name => `typeof ${name}`)}]`, {})).to.deep.equal(
      names.map(() => 'undefined'),
    );
    expect(faultOf(() => sandbox.evaluate('doc.constructor.constructor("return process")()', { doc }))).to.include(
      "'process' is not defined",
    );
  });

  it('ends what never ends, and goes on with the next', () => {
    for (const endless of [
      '(function () { while (true) {} })()',
      '/(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")',
    ])
      expect(faultOf(() => sandbox.evaluate(endless, {}))).to.include('takes more than 100 ms');
    expect(sandbox.evaluate('1 + 1', {})).to.equal(2);
  });

  const unending = [
    'new Array(4294967295).indexOf(1)',
    'Array.prototype.reverse.call({ length: 9007199254740991 })',
    '"a".repeat(2e6).indexOf("a".repeat(1e6) + "b")',
    '(function () { var many = 3n ** 200000n; while (true) many * many; })()',
    '1 + { length: 4294967295, valueOf: [].reverse }',
  ];
  for (const text of unending)
    it(`ends ${text}, of which one step takes for ever, and goes on with the next`, async () => {
      const strict = await openSandbox({ milliseconds: 20, force: 1500 });
      expect(faultOf(() => strict.evaluate(text, {}))).to.include('takes more than 20 ms');
      expect(await until(() => strict.evaluate('(function () { return 2; })()', {}))).to.equal(2);
      strict.close();
    });

  it('does not try again for a while what took too long three times, for the whole process waits for it', async () => {
    const endless = '(function () { while (true) {} })()';
    const tired = await openSandbox({ milliseconds: 20, rest: 500 });
    const say = () => faultOf(() => tired.evaluate(endless, {}));
    expect([say(), say(), say()].map(said => said.includes('takes more than 20 ms'))).to.deep.equal([true, true, true]);
    expect(say()).to.include('rests for a while');
    expect(tired.evaluate('(function () { return 1; })()', {})).to.equal(1);
    expect(tired.faultOf(endless)).to.equal(undefined);
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(say()).to.include('takes more than 20 ms');
    tired.close();
  });

  for (const greedy of [
    '"x".repeat(1e9)',
    '(function () { var all = []; while (true) all.push("a lot of text" + all.length); })()',
    '(function () { var text = "x"; while (true) text += text; })()',
    '(function () { return new Array(1e8).fill(7); })()',
    '(function () { return JSON.stringify("\\u0000".repeat(5e6)); })()',
    '(function f() { return f() + 1; })()',
    '"x".repeat(4e6).split("")',
  ])
    it(`does not try again for a while what took too much three times: ${greedy}`, async () => {
      const tired = await openSandbox({ milliseconds: 10_000, rest: 60_000 });
      const functionText = `function () { return ${greedy}; }`;
      for (const ask of [() => tired.evaluate(greedy, {}), () => tired.call(functionText, [])]) {
        for (let time = 0; time < 3; time += 1) expect(faultOf(ask)).to.match(/memory|stack overflow|too long/);
        expect(faultOf(ask)).to.include('rests for a while');
      }
      expect(tired.evaluate('1 + 1', {})).to.equal(2);
      tired.close();
    });

  it('ends what grows too large, and goes on with the next', async () => {
    const patient = await openSandbox({ milliseconds: 10_000 });
    for (const greedy of [
      '(function () { var all = []; while (true) all.push("a lot of text" + all.length); })()',
      '"x".repeat(1e9)',
    ])
      expect(faultOf(() => patient.evaluate(greedy, {}))).to.include('memory');
    expect(faultOf(() => patient.evaluate('(function f() { return f() + 1; })()', {}))).to.include('stack overflow');
    expect(patient.evaluate('1 + 1', {})).to.equal(2);
    patient.close();
  });

  it('lets no evaluation leave anything behind for the next', () => {
    sandbox.evaluate(
      '(function () { left = 1; globalThis.more = 2; Object.prototype.grown = 3; Array.prototype.map = null; doc.age = 4; })()',
      { doc },
    );
    expect(
      sandbox.evaluate('[typeof left, typeof more, typeof ({}).grown, typeof [].map, doc.age]', { doc }),
    ).to.deep.equal(['undefined', 'undefined', 'undefined', 'function', 30]);
    expect(doc.age).to.equal(30);
  });

  const meddling: [what: string, body: string][] = [
    ['a name of the language', 'JSON = Object = Array = null'],
    ['a name that cannot be seen', 'Object.defineProperty(globalThis, "hidden", { value: 1, configurable: true })'],
    ['a name that cannot be taken away', 'Object.defineProperty(globalThis, "fixed", { value: 1 })'],
    [
      'what has no name',
      'Object.getPrototypeOf([].values()).next = null; Object.getPrototypeOf(function* () {}).more = 1',
    ],
    ['what stands above all names', 'Object.setPrototypeOf(globalThis, { above: 1 })'],
    ['whether there may be names', 'Object.preventExtensions(globalThis)'],
    ['a symbol', 'globalThis[Symbol.for("mark")] = 1'],
    ['what tidies up', 'tidy = null; delete globalThis.tidy'],
    ['what it is run by', 'given = run = json = tidied = null'],
  ];
  for (const [what, body] of meddling)
    it(`lets an evaluation that changes ${what} not do so for the next`, () => {
      faultOf(() => sandbox.evaluate(`(function () { ${body}; })()`, {}));
      const names = [
        'hidden',
        'fixed',
        'above',
        'given',
        'run',
        'globalThis[Symbol.for("mark")]',
        '(function* () {}).more',
      ];
      const seen = `[${names.map(name => `typeof ${name}`)}]`;
      expect(sandbox.evaluate(seen, {})).to.deep.equal(names.map(() => 'undefined'));
      expect(
        sandbox.evaluate('(function () { left = [1, 2]; return { all: [...left], is: Array.isArray(left) }; })()', {}),
      ).to.deep.equal({
        all: [1, 2],
        is: true,
      });
    });

  it('cannot be reached from inside, not even by what it is handed', () => {
    const ways = ['doc', 'doc.list', '(function () {})', 'tidy', '[]', 'new Error()'].map(
      way => `${way}.constructor.constructor`,
    );
    for (const way of ways)
      expect(
        faultOf(() =>
          sandbox.evaluate(`${way}("return typeof process + typeof require + this.constructor.name")()`, {
            doc: { list: [] },
          }),
        ),
      ).to.match(/no fault, but "undefinedundefinedObject"|not a function/);
    expect(faultOf(() => sandbox.evaluate('eval("1")', {}))).to.include('eval');
    expect(faultOf(() => sandbox.evaluate('import("node:fs").then(function () {})', {}))).not.to.include('"');
  });

  it('says which expression threw, and what', () => {
    expect(faultOf(() => sandbox.evaluate('doc.missing.deeper', { doc }))).to.equal(
      "doc.missing.deeper: TypeError: cannot read property 'deeper' of undefined",
    );
    expect(faultOf(() => sandbox.evaluate('(function () { throw "no" })()', {}))).to.include('no');
  });

  const readable: [expression: string, isReadable: boolean][] = [
    ['doc.age > 4', true],
    ['1 // a remark', true],
    ['', false],
    ['doc.age >', false],
    ['doc age', false],
    ['// a remark', false],
    ['return 1', false],
    ['var a = 1', false],
    ['1); while (true) {} (1', false],
    ['1]; while (true) {} [1', false],
    ['1}), (function () { return 2', false],
  ];
  for (const [expression, isReadable] of readable)
    it(`can${isReadable ? '' : 'not'} read ${JSON.stringify(expression)}`, () => {
      const fault = sandbox.faultOf(expression);
      if (isReadable) expect(fault).to.equal(undefined);
      else expect(fault).to.include('SyntaxError');
    });

  it('reads an expression without running it', () => {
    expect(sandbox.faultOf('(function () { while (true) {} })()')).to.equal(undefined);
  });

  it('calls a function given as text', () => {
    expect(sandbox.call('function (contact, reports) { return reports.concat(contact); }', ['a', ['b']])).to.deep.equal(
      ['b', 'a'],
    );
    expect(sandbox.call('(a, b) => ({ sum: a + b })', [1, 2])).to.deep.equal({ sum: 3 });
    expect(faultOf(() => sandbox.call('not a function', []))).to.include('not a function');
  });

  it('keeps working however many expressions it is given', () => {
    for (let n = 0; n < 1200; n++) expect(sandbox.evaluate(`doc.age + ${n}`, { doc })).to.equal(30 + n);
  });
});
