/** How a run of tests ended. */
export interface Count {
  passed: number;
  failed: number;
}

/** A test file in which something failed, and its count. */
export interface FailedFile extends Count {
  path: string;
}

/** So many files of a kind are looked at again: where more fail, it is no matter of what ran beside them. */
const most = 5;

/**
 * The count of a run, as count-reporter.cjs writes it last.
 * @param code the exit code. A run that ends without its count, or badly in spite of it, counts as one failed.
 */
export const countOf = (out: string, code: number): Count => {
  const count = /(?:^|\n)(\d+) passed, (\d+) failed\s*$/.exec(out);
  return { passed: Number(count?.[1] ?? 0), failed: Number(count?.[2] ?? 1) || (code === 0 ? 0 : 1) };
};

/** The files of a run in which something failed. */
export const failedFiles = (out: string): FailedFile[] =>
  [...out.matchAll(/^(\d+) passed, (\d+) failed in (.+)$/gm)].map(([, passes, failures, path = '']) => ({
    path: path.trim(),
    passed: Number(passes),
    failed: Number(failures),
  }));

/**
 * The files that are run once more, alone: those of a run in which something failed, where they are few and have all
 * that failed (a file without a test, or a run that broke off, is no matter of what ran beside it).
 */
export const worthASecondLook = (out: string, { failed }: Count): FailedFile[] => {
  const files = failedFiles(out);
  const theirs = files.reduce((sum, file) => sum + file.failed, 0);
  return files.length <= most && theirs === failed ? files : [];
};

/** The count of a run once a file of it was run again: what it says alone takes the place of what it said. */
export const withSecondLook = (count: Count, before: FailedFile, alone: Count): Count => ({
  passed: count.passed - before.passed + alone.passed,
  failed: count.failed - before.failed + alone.failed,
});
