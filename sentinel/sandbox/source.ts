/**
 * The source of a function, in one of its own, so that it sees none of ours. Called with the text of its arguments as
 * JSON it gives JSON, or false when it left behind what cannot be taken away.
 * @param isTidy whether it cannot assign anything: then it leaves nothing behind
 */
export const wrapped = (names: readonly string[], body: string, isTidy: boolean): string => {
  const run = `function (${names.join(', ')}) { ${body} }`;
  if (isTidy)
    return `(function (run) { return function (given) { return JSON.stringify(run.apply(undefined, JSON.parse(given))); }; })(${run})`;
  return `(function (run) {
      return function (given) {
        var tidied = true;
        try {
          var json = JSON.stringify(run.apply(undefined, JSON.parse(given)));
        } finally {
          tidied = tidy();
        }
        return tidied ? json : false;
      };
    })(${run})`;
};

/**
 * Code that reads an expression and does nothing else: in two kinds of brackets, so that the expression cannot close
 * the ones and go on as something else.
 */
export const reading = (text: string): string => {
  const within = [`return (\n${text}\n);`, `return [\n${text}\n];`].map(
    body => `new Function(${JSON.stringify(body)})`,
  );
  return `(function () { return [${within.join(', ')}]; })()`;
};
