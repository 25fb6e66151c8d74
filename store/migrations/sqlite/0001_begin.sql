-- +goose Up
-- Instants are microseconds since 1970 in UTC; 0 means never.

CREATE TABLE sources (
    id              TEXT PRIMARY KEY,
    state           TEXT    NOT NULL DEFAULT 'new',
    detail          TEXT    NOT NULL DEFAULT '',
    failures        INTEGER NOT NULL DEFAULT 0,
    last_run_at     INTEGER NOT NULL DEFAULT 0,
    last_success_at INTEGER NOT NULL DEFAULT 0,
    last_new_at     INTEGER NOT NULL DEFAULT 0,
    next_due_at     INTEGER NOT NULL DEFAULT 0
);

-- One row for each feed or listing of a source: what the next conditional request needs.
CREATE TABLE feeds (
    source        TEXT    NOT NULL,
    url           TEXT    NOT NULL,
    etag          TEXT    NOT NULL DEFAULT '',
    last_modified TEXT    NOT NULL DEFAULT '',
    body_hash     TEXT    NOT NULL DEFAULT '',
    baseline_at   INTEGER NOT NULL DEFAULT 0, -- first whole reading; what stood there is no news
    PRIMARY KEY (source, url)
) WITHOUT ROWID;

CREATE TABLE articles (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    source         TEXT    NOT NULL,
    key            TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    link           TEXT    NOT NULL, -- the address to ask and to show; url may be unified beyond what the server answers
    title          TEXT    NOT NULL,
    section        TEXT    NOT NULL,
    byline         TEXT    NOT NULL,
    authors        TEXT    NOT NULL, -- JSON array
    body           TEXT    NOT NULL,
    language       TEXT    NOT NULL,
    image_url      TEXT    NOT NULL,
    published_raw  TEXT    NOT NULL,
    published_at   INTEGER NOT NULL,
    precision      TEXT    NOT NULL,
    zone_source    TEXT    NOT NULL,
    first_seen_at  INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    kind           TEXT    NOT NULL,
    partial        INTEGER NOT NULL,
    old            INTEGER NOT NULL, -- stood there before the source was first read whole: no news
    hash           TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    page_sha256    TEXT    NOT NULL DEFAULT '',
    owed_at        INTEGER NOT NULL DEFAULT 0, -- when the page is asked for again; 0: nothing is owed
    tries          INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, key)
);
CREATE INDEX articles_by_time ON articles (first_seen_at);
CREATE INDEX articles_owed ON articles (source, owed_at) WHERE owed_at > 0;

-- Every address, guid, number and text under which an article was seen. A row outlives its article.
CREATE TABLE seen (
    source     TEXT    NOT NULL,
    alias      TEXT    NOT NULL,
    article_id INTEGER NOT NULL,
    item_hash  TEXT    NOT NULL DEFAULT '',
    first_at   INTEGER NOT NULL,
    PRIMARY KEY (source, alias)
) WITHOUT ROWID;
CREATE INDEX seen_by_article ON seen (article_id);

CREATE TABLE versions (
    article_id  INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    hash        TEXT    NOT NULL,
    partial     INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    page_sha256 TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (article_id, n)
) WITHOUT ROWID;

-- The bytes that were read, as evidence and for reading them again.
CREATE TABLE pages (
    sha256     TEXT PRIMARY KEY, -- of the bytes before compression
    url        TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL,
    gzip       BLOB    NOT NULL
);

CREATE TABLE watches (
    name    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    query   TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) WITHOUT ROWID;

CREATE TABLE matches (
    article_id      INTEGER NOT NULL,
    article_version INTEGER NOT NULL,
    watch           TEXT    NOT NULL,
    watch_version   INTEGER NOT NULL,
    highlights      TEXT    NOT NULL, -- JSON array
    silent          TEXT    NOT NULL DEFAULT '', -- why no alert was made of it; empty: one was
    at              INTEGER NOT NULL,
    PRIMARY KEY (article_id, watch, article_version)
) WITHOUT ROWID;

CREATE TABLE alerts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    type       TEXT    NOT NULL,
    watch      TEXT    NOT NULL,
    article_id INTEGER NOT NULL, -- 0: not about an article
    version    INTEGER NOT NULL,
    dedup      TEXT    NOT NULL UNIQUE, -- the same alert is never made twice
    created_at INTEGER NOT NULL
);
CREATE INDEX alerts_by_article ON alerts (article_id);

CREATE TABLE deliveries (
    id           TEXT PRIMARY KEY, -- webhook-id
    alert_id     INTEGER NOT NULL,
    channel      TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    body         BLOB    NOT NULL,
    state        TEXT    NOT NULL, -- pending, delivered, failed, gone, off
    attempts     INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    next_at      INTEGER NOT NULL, -- not before
    delivered_at INTEGER NOT NULL DEFAULT 0,
    base         INTEGER NOT NULL DEFAULT 0 -- attempts before the last replay: the schedule begins anew
);
CREATE INDEX deliveries_by_time ON deliveries (created_at);
CREATE INDEX deliveries_pending ON deliveries (created_at) WHERE state = 'pending';
CREATE INDEX deliveries_by_alert ON deliveries (alert_id);

CREATE TABLE attempts (
    delivery_id TEXT    NOT NULL,
    n           INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    millis      INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    error       TEXT    NOT NULL,
    answer      TEXT    NOT NULL,
    PRIMARY KEY (delivery_id, n)
) WITHOUT ROWID;

CREATE TABLE channels (
    name    TEXT PRIMARY KEY,
    target  TEXT    NOT NULL, -- hash of the address: another address is another receiver
    off_at  INTEGER NOT NULL,
    reason  TEXT    NOT NULL
);

-- Who may write: the epoch grows with each daemon that takes over.
CREATE TABLE lease (
    id    INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    owner TEXT    NOT NULL
);
INSERT INTO lease (id, epoch, owner) VALUES (1, 0, '');

-- Folded text only: the tokenizer would cut Arabic words at their vowel marks.
CREATE VIRTUAL TABLE search USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 0', content = '', contentless_delete = 1);
