/** Version of {@link SCHEMA}. */
export const VERSION = 1

/**
 * `keys` holds everything that an event names, by kind and canonical form. The recordTime of an event is the end of its job,
 * so that it grows with `sequence`.
 */
export const SCHEMA = `
  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    createdAt INTEGER NOT NULL,
    finishedAt INTEGER,
    behaviour TEXT NOT NULL,
    document BLOB,
    succeeded INTEGER NOT NULL DEFAULT 1,
    problems TEXT NOT NULL DEFAULT '[]',
    captured INTEGER NOT NULL DEFAULT 0,
    first INTEGER,
    last INTEGER
  ) STRICT;
  CREATE INDEX jobsByEnd ON jobs (finishedAt, first);
  CREATE INDEX jobsByLast ON jobs (last);
  CREATE TABLE contexts (number INTEGER PRIMARY KEY, prefixes TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    job INTEGER NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    declaration TEXT NOT NULL,
    type TEXT NOT NULL,
    time INTEGER NOT NULL,
    action TEXT,
    bizStep TEXT,
    disposition TEXT,
    readPoint TEXT,
    bizLocation TEXT,
    hasSensors INTEGER NOT NULL,
    context INTEGER NOT NULL,
    size INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (id, declaration)
  ) STRICT;
  CREATE INDEX eventsByHash ON events (hash);
  CREATE INDEX eventsByTime ON events (time, sequence);
  CREATE INDEX eventsByStep ON events (bizStep);
  CREATE INDEX eventsByDisposition ON events (disposition);
  CREATE INDEX eventsByReadPoint ON events (readPoint);
  CREATE INDEX eventsByLocation ON events (bizLocation);
  CREATE INDEX eventsInError ON events (sequence) WHERE declaration <> '';
  CREATE TABLE keys (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (kind, value, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE queries (name TEXT PRIMARY KEY, query TEXT NOT NULL) STRICT;
  CREATE TABLE usedRequests (digest TEXT PRIMARY KEY, deadline INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`
