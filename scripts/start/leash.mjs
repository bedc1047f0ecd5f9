// Loaded before a program that another process of Rounds started (processes.ts): when that process is gone, however it
// died, the program ends as if asked to. Otherwise a killed `npm start` or test run would leave a database behind that
// holds its files.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
