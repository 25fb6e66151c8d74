// Package store keeps articles, matches and deliveries in SQLite or PostgreSQL.
package store
