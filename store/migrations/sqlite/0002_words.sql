-- +goose Up
-- What the owner's spellings of names add to a version of a watch, for people; a change is a new version.
ALTER TABLE watches ADD COLUMN spellings TEXT NOT NULL DEFAULT '';

-- Words that newspapers write with the article, so that their first letter is no particle: what a
-- running daemon adds to the seed list.
CREATE TABLE words (
    word TEXT PRIMARY KEY, -- a surface form, without the article
    at   INTEGER NOT NULL
) WITHOUT ROWID;
