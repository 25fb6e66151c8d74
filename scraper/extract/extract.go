// Package extract turns an article's page into an article.
package extract
