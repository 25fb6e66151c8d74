-- +goose Up
-- What the owner's spellings of names add to a version of a watch, for people; a change is a new version.
ALTER TABLE watches ADD COLUMN spellings TEXT NOT NULL DEFAULT '';
