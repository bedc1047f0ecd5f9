// `npm run couch -- --port 5984 --dir ./data`: the embedded database alone; administrator from COUCHDB_USER and
// COUCHDB_PASSWORD.
import '@rounds/ddocs/embedded/main.ts';
