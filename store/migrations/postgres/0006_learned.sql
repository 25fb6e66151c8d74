-- +goose Up
-- What a source has taught about itself beside its articles, by name: see store/learned.go.
CREATE TABLE learned (
    source TEXT   NOT NULL,
    name   TEXT   NOT NULL,
    value  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (source, name)
);
