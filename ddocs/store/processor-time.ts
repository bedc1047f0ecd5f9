/** Milliseconds of processor time that this process has had: by these a busy machine is no endless loop. Node only. */
export const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
