//! The tables of the read models, in both dialects.

use tarazy_store::derived::DerivedTable;

/// All tables.
pub const TABLES: &[DerivedTable] = &[
    DerivedTable {
        name: "case_row",
        create_sqlite: "CREATE TABLE case_row (stream TEXT PRIMARY KEY NOT NULL, number TEXT UNIQUE, court TEXT NOT NULL, \
             division TEXT NOT NULL, category TEXT NOT NULL, received INTEGER NOT NULL, filed INTEGER NOT NULL, \
             stage TEXT NOT NULL, before_closing TEXT NOT NULL, judges TEXT NOT NULL, assigned_by BLOB, waits INTEGER NOT NULL, \
             kind TEXT NOT NULL, in_force INTEGER NOT NULL, completed TEXT) STRICT; \
             CREATE INDEX case_row_court ON case_row (court, filed); CREATE INDEX case_row_stage ON case_row (stage, filed)",
        create_postgres: "CREATE TABLE case_row (stream TEXT PRIMARY KEY NOT NULL, number TEXT UNIQUE, court TEXT NOT NULL, \
             division TEXT NOT NULL, category TEXT NOT NULL, received BIGINT NOT NULL, filed BIGINT NOT NULL, \
             stage TEXT NOT NULL, before_closing TEXT NOT NULL, judges TEXT NOT NULL, assigned_by BYTEA, waits BIGINT NOT NULL, \
             kind TEXT NOT NULL, in_force BIGINT NOT NULL, completed TEXT); \
             CREATE INDEX case_row_court ON case_row (court, filed); CREATE INDEX case_row_stage ON case_row (stage, filed)",
    },
    DerivedTable {
        name: "draw_row",
        create_sqlite: "CREATE TABLE draw_row (leaf BLOB PRIMARY KEY NOT NULL, idx INTEGER NOT NULL, ledger TEXT NOT NULL, \
             case_stream TEXT NOT NULL, kind TEXT NOT NULL, beacon BLOB, round INTEGER, state TEXT NOT NULL, result BLOB, \
             promised INTEGER NOT NULL, reveals INTEGER NOT NULL, revealed INTEGER, overdue INTEGER NOT NULL, \
             fallback INTEGER) STRICT; CREATE INDEX draw_row_case ON draw_row (case_stream, idx); \
             CREATE INDEX draw_row_open ON draw_row (round) WHERE state = 'open'; CREATE INDEX draw_row_result ON draw_row (result)",
        create_postgres: "CREATE TABLE draw_row (leaf BYTEA PRIMARY KEY NOT NULL, idx BIGINT NOT NULL, ledger TEXT NOT NULL, \
             case_stream TEXT NOT NULL, kind TEXT NOT NULL, beacon BYTEA, round BIGINT, state TEXT NOT NULL, result BYTEA, \
             promised BIGINT NOT NULL, reveals BIGINT NOT NULL, revealed BIGINT, overdue BIGINT NOT NULL, fallback BIGINT); \
             CREATE INDEX draw_row_case ON draw_row (case_stream, idx); \
             CREATE INDEX draw_row_open ON draw_row (round) WHERE state = 'open'; CREATE INDEX draw_row_result ON draw_row (result)",
    },
    DerivedTable {
        name: "bench_row",
        create_sqlite: "CREATE TABLE bench_row (judge TEXT NOT NULL, case_stream TEXT NOT NULL, PRIMARY KEY (judge, case_stream)) \
             STRICT; CREATE INDEX bench_row_case ON bench_row (case_stream)",
        create_postgres: "CREATE TABLE bench_row (judge TEXT NOT NULL, case_stream TEXT NOT NULL, \
             PRIMARY KEY (judge, case_stream)); CREATE INDEX bench_row_case ON bench_row (case_stream)",
    },
    DerivedTable {
        name: "recusal_row",
        create_sqlite: "CREATE TABLE recusal_row (case_stream TEXT NOT NULL, judge TEXT NOT NULL, since INTEGER NOT NULL, \
             PRIMARY KEY (case_stream, judge)) STRICT",
        create_postgres: "CREATE TABLE recusal_row (case_stream TEXT NOT NULL, judge TEXT NOT NULL, since BIGINT NOT NULL, \
             PRIMARY KEY (case_stream, judge))",
    },
    DerivedTable {
        name: "hearing_row",
        create_sqlite: "CREATE TABLE hearing_row (case_stream TEXT NOT NULL, n INTEGER NOT NULL, court TEXT NOT NULL, \
             at INTEGER NOT NULL, minutes INTEGER NOT NULL, room TEXT NOT NULL, kind TEXT NOT NULL, remote INTEGER NOT NULL, \
             state TEXT NOT NULL, PRIMARY KEY (case_stream, n)) STRICT; CREATE INDEX hearing_row_court ON hearing_row (court, at)",
        create_postgres: "CREATE TABLE hearing_row (case_stream TEXT NOT NULL, n BIGINT NOT NULL, court TEXT NOT NULL, \
             at BIGINT NOT NULL, minutes BIGINT NOT NULL, room TEXT NOT NULL, kind TEXT NOT NULL, remote BIGINT NOT NULL, \
             state TEXT NOT NULL, PRIMARY KEY (case_stream, n)); CREATE INDEX hearing_row_court ON hearing_row (court, at)",
    },
    DerivedTable {
        name: "outage_row",
        create_sqlite: "CREATE TABLE outage_row (idx INTEGER PRIMARY KEY NOT NULL, beacon BLOB NOT NULL, \
             round INTEGER NOT NULL, time INTEGER NOT NULL) STRICT",
        create_postgres: "CREATE TABLE outage_row (idx BIGINT PRIMARY KEY NOT NULL, beacon BYTEA NOT NULL, \
             round BIGINT NOT NULL, time BIGINT NOT NULL)",
    },
    DerivedTable {
        name: "contributor_row",
        create_sqlite: "CREATE TABLE contributor_row (rules BLOB NOT NULL, id TEXT NOT NULL, asked INTEGER NOT NULL, \
             promised INTEGER NOT NULL, PRIMARY KEY (rules, id)) STRICT",
        create_postgres: "CREATE TABLE contributor_row (rules BYTEA NOT NULL, id TEXT NOT NULL, asked BIGINT NOT NULL, \
             promised BIGINT NOT NULL, PRIMARY KEY (rules, id))",
    },
    DerivedTable {
        name: "missing_row",
        create_sqlite: "CREATE TABLE missing_row (leaf BLOB NOT NULL, id TEXT NOT NULL, PRIMARY KEY (leaf, id)) STRICT",
        create_postgres: "CREATE TABLE missing_row (leaf BYTEA NOT NULL, id TEXT NOT NULL, PRIMARY KEY (leaf, id))",
    },
];
