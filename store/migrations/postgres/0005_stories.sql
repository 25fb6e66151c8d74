-- +goose Up
-- Near-duplicates: the articles of one story. A story is named by its first article's id; an
-- article without a row is a story of its own.
CREATE TABLE story_members (
    article_id BIGINT PRIMARY KEY,
    story_id   BIGINT NOT NULL,
    by_hand    BIGINT NOT NULL DEFAULT 0 -- a person said so: no later reading changes it
);
CREATE INDEX story_members_by_story ON story_members (story_id);

-- Stories that share much and differ in a fact: a new toll, another opponent.
CREATE TABLE story_links (
    story_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL, -- the older one
    why      TEXT    NOT NULL,
    PRIMARY KEY (story_id, other_id)
);
CREATE INDEX story_links_by_other ON story_links (other_id);

-- What finds an article's copies, kept for as long as a story takes further articles.
CREATE TABLE story_sketches (
    article_id BIGINT PRIMARY KEY,
    seen_at    BIGINT NOT NULL,
    words      BIGINT NOT NULL,
    samples    BYTEA    NOT NULL -- uint32, little endian
);
CREATE INDEX story_sketches_by_time ON story_sketches (seen_at);

-- The newest date that a feed has shown: what is much older and appears later is no news.
ALTER TABLE feeds ADD COLUMN newest_at BIGINT NOT NULL DEFAULT 0;
