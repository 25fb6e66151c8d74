// Package lang knows written language. It folds text to the form in which a watch compares
// it, cuts it into tokens that remember where they stood, and says what a surface form may be
// read as: a word with its attached particles and pronouns.
//
// Text is UTF-8 in and out. Token.Start and Token.End are a half-open range of BYTES of the
// original, never of the folded text; they never cut a rune, and a token takes with it the
// vowel marks that follow its letters. Sentences count from 0. Nothing fails: an invalid byte
// ends a word.
//
// The rules begin at Lucene's ArabicNormalizer, go further for hamza seats (مسؤول = مسئول)
// and less far for the final letter of على, إلى and حتى; docs/arabic.md has each rule with its
// source and a word that fails without it.
//
// There are two folded forms. Fold gives the form of a whole text, for hashes and full-text
// search: every variant becomes one letter. A token's Text is the surface: still told apart
// are ة and ه, ى and ي, and the seats of hamza, because a reading is decided by them (شهرة is
// not شهر with a pronoun); Readings then gives the keys in which two words are compared.
//
// A Memo keeps what is known of printed words, so that a word seen before is not folded again.
//
// Not here: what a user typed (package watch), what a newspaper is (package sources), lemmas
// and broken plurals, which need a dictionary.
package lang
