-- +goose Up
-- Why an article is known by a name, and what became of articles after they were first read.

ALTER TABLE seen ADD COLUMN why TEXT NOT NULL DEFAULT '';         -- how the name came to the article
ALTER TABLE seen ADD COLUMN via TEXT NOT NULL DEFAULT '';         -- address of the feed or listing, for the marks of items
ALTER TABLE seen ADD COLUMN weak INTEGER NOT NULL DEFAULT 0;      -- a page claimed this address and nobody has looked there yet
ALTER TABLE seen ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;   -- a person decided, and no later reading undoes it
ALTER TABLE seen ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;    -- the article that had the name before it was joined by hand

ALTER TABLE articles ADD COLUMN joined_to INTEGER NOT NULL DEFAULT 0;     -- joined by hand: this one rests
ALTER TABLE articles ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;         -- how often its text was changed
ALTER TABLE articles ADD COLUMN etag TEXT NOT NULL DEFAULT '';            -- of the page, for conditional requests
ALTER TABLE articles ADD COLUMN modified TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN missing_at INTEGER NOT NULL DEFAULT 0;    -- first look in a row that did not find the page
ALTER TABLE articles ADD COLUMN missing_looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN removed_at INTEGER NOT NULL DEFAULT 0;    -- the paper took it down
UPDATE articles SET edits = (SELECT CASE WHEN count(*) > 1 THEN count(*) - 1 ELSE 0 END FROM versions v WHERE v.article_id = articles.id AND v.partial = 0);
CREATE INDEX articles_edited ON articles (edits) WHERE edits > 0;

CREATE TABLE happenings (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    kind       TEXT    NOT NULL, -- removed, restored, refused, reused, joined, split
    detail     TEXT    NOT NULL
);
CREATE INDEX happenings_by_article ON happenings (article_id);
