/** A variable of the environment: what it is when it is not set, and what it does. */
export interface Variable {
  by: string;
  about: string;
}

/** The variables that scripts read, as `--help` and scripts/README.md tell them. */
export const environment = {
  PORT: { by: '5988', about: 'where the api and the app listen; 0 takes a free port' },
  HOST: { by: '127.0.0.1', about: 'the address they listen on; 0.0.0.0 is the network too' },
  COUCH_URL: {
    by: 'the embedded database',
    about: 'a CouchDB with its administrator: http://admin:pass@host:5984',
  },
  ROUNDS_DB: { by: 'medic', about: 'the main database; several programmes can share one CouchDB' },
  ROUNDS_DIR: { by: '.rounds', about: "where this machine's state is kept: data, the administrator's password, logs" },
  ROUNDS_DEMO: { by: 'yes', about: 'no leaves an empty programme empty; one that has contacts is never touched' },
  LOG_LEVEL: { by: 'info', about: 'of api and sentinel: trace, debug, info, warn, error, fatal' },
  VAULT_KEY: {
    by: "made from CouchDB's own secret",
    about: 'what keys of SMS services and other systems are encrypted with; the same for api and sentinel',
  },
  TELEGRAM_TOKEN: { by: 'the vault', about: 'the token of the first bot, as BotFather gives it' },
  TELEGRAM_API_ROOT: { by: "Telegram's", about: 'a Bot API server of your own, such as http://127.0.0.1:8081' },
  OUTBOUND_HOSTS: {
    by: 'none',
    about:
      'hosts on this machine, or that of the database, that pushes and SMS may be sent to: name or name:port, with commas',
  },
  TRUST_PROXY: {
    by: 'false',
    about: "true behind your own web server, so that attempts to log in are counted by the caller's address",
  },
  ALARM_MS: { by: '60000', about: 'how often it is looked for trouble that is told by mail, in milliseconds' },
  LEASE_MS: { by: '8000', about: 'how long a sentinel that falls silent keeps the lead, in milliseconds' },
  COUCHDB_USER: { by: 'none', about: "name of the embedded database's administrator" },
  COUCHDB_PASSWORD: { by: 'none', about: "password of the embedded database's administrator" },
  CHROMIUM: { by: 'where Debian and Google put it', about: 'the browser of the browser tests' },
  ROUNDS_TEST_LOG: { by: 'no', about: '1 shows what the processes of a test say' },
  BENCH_RUNS: { by: '3', about: 'how often each thing is measured' },
  BENCH_FOLDER: { by: 'none', about: 'the CSV folder that the benchmark folder loads' },
  BENCH_MESSAGES: { by: '10000', about: 'messages of the benchmark messages' },
  BENCH_SCHEDULED: { by: '1000000', about: 'scheduled messages that lie in the database meanwhile' },
  BENCH_PEOPLE: { by: '3000', about: 'people of the benchmark study who are led through its dialogues' },
  BENCH_DAYS: { by: '60', about: 'for how many days they are' },
  BENCH_CROWD: { by: '200', about: 'people who go through a dialogue at the same moment' },
  BENCH_SHARE: { by: '0.02', about: 'which part of 50,000 participants and a million messages is filled in' },
  NO_COLOR: { by: 'not set', about: 'anything leaves colours out' },
} as const satisfies Readonly<Record<string, Variable>>;

/** @see environment */
export type VariableName = keyof typeof environment;
