-- Truth: what a rebuild does not make again. Times are milliseconds since 1970-01-01 UTC.

-- Entries of the docket, exactly as they were hashed. Insert-only.
CREATE TABLE entry (
  idx    INTEGER PRIMARY KEY CHECK (idx >= 0),
  stream TEXT    NOT NULL,
  seq    INTEGER NOT NULL CHECK (seq >= 1),
  leaf   BLOB    NOT NULL UNIQUE CHECK (length(leaf) = 32),
  time   INTEGER NOT NULL,
  type   TEXT    NOT NULL,
  bytes  BLOB    NOT NULL,
  UNIQUE (stream, seq)
) STRICT;

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN
  SELECT RAISE(ABORT, 'entry is insert-only');
END;

CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN
  SELECT RAISE(ABORT, 'entry is insert-only');
END;

-- Opened content of entries that only commit to it. Can be erased.
CREATE TABLE body (
  idx   INTEGER PRIMARY KEY REFERENCES entry (idx),
  salt  BLOB NOT NULL CHECK (length(salt) = 32),
  bytes BLOB NOT NULL
) STRICT;

-- Documents: the commitment is what entries name, the object is where the file lies.
CREATE TABLE document (
  commitment BLOB PRIMARY KEY NOT NULL CHECK (length(commitment) = 32),
  salt       BLOB    NOT NULL CHECK (length(salt) = 32),
  name       TEXT    NOT NULL,
  size       INTEGER NOT NULL CHECK (size >= 0),
  object     TEXT    NOT NULL
) STRICT;

-- Answers to commands by their keys; `request` is the SHA-256 of the command.
CREATE TABLE idempotency (
  key     TEXT PRIMARY KEY NOT NULL,
  request BLOB    NOT NULL CHECK (length(request) = 32),
  answer  BLOB    NOT NULL,
  at      INTEGER NOT NULL
) STRICT;

CREATE INDEX idempotency_at ON idempotency (at);

-- Courts, divisions, judges, rosters.
CREATE TABLE reference (
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;

CREATE TABLE audit (
  id     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  actor  TEXT    NOT NULL,
  action TEXT    NOT NULL,
  detail TEXT    NOT NULL
) STRICT;

CREATE TABLE setting (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

-- Public parts of the installation's keys.
CREATE TABLE key (
  name      TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  vkey      TEXT    NOT NULL,
  from_time INTEGER NOT NULL,
  to_time   INTEGER,
  PRIMARY KEY (kind, name, vkey)
) STRICT;

CREATE TABLE job (
  id       INTEGER PRIMARY KEY,
  kind     TEXT    NOT NULL,
  key      TEXT    NOT NULL UNIQUE,
  body     TEXT    NOT NULL,
  due      INTEGER NOT NULL,
  owner    TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  state    TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed'))
) STRICT;

CREATE INDEX job_due ON job (state, due);

-- The fence: of two writers only the one of the last epoch can commit.
CREATE TABLE sequencer (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  epoch      INTEGER NOT NULL,
  next_index INTEGER NOT NULL CHECK (next_index >= 0),
  last_leaf  BLOB    NOT NULL CHECK (length(last_leaf) = 32),
  last_time  INTEGER NOT NULL
) STRICT;

INSERT INTO sequencer (id, epoch, next_index, last_leaf, last_time) VALUES (1, 0, 0, zeroblob(32), 0);
