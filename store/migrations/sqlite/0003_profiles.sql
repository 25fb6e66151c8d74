-- +goose Up
-- What was learned of where the parts of a source's pages stand (JSON); it may be dropped at any time and is learned again.
CREATE TABLE profiles (
    source  TEXT PRIMARY KEY,
    profile TEXT NOT NULL
) WITHOUT ROWID;
