package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
)

// withoutLabels takes off a text the lines that say again what other fields of the article say: its headline,
// as the page's h1 has it with its kicker, and a line that is nothing but the names of its authors. Only the lines before the
// first running text and the last ones are looked at: within a text an author's name may head a paragraph of
// an exchange of letters.
func (d *document) withoutLabels(f *findings, paragraphs []string) []string {
	const last = 3 // lines at the end
	body := slices.IndexFunc(paragraphs, func(p string) bool { return utf8.RuneCountInString(p) > 2*aRun })
	if body < 0 {
		return paragraphs
	}
	titles := d.titleForms(f.title)
	out := make([]string, 0, len(paragraphs))
	for i, p := range paragraphs {
		switch {
		case i <= body && isOneOf(titles, p), (i < body || i >= len(paragraphs)-last) && isNames(p, f.authors):
		default:
			out = append(out, p)
		}
	}
	return out
}

// titleForms are the ways in which the page writes its headline, without blanks and signs: parts of a headline
// that are shown as blocks often stand without a blank between.
func (d *document) titleForms(title string) []string {
	forms := []string{joined(title)}
	for _, h := range d.h1 {
		forms = append(forms, joined(prose.Line(h)))
	}
	return forms
}

func isOneOf(forms []string, line string) bool {
	j := joined(line)
	return j != "" && slices.Contains(forms, j)
}

// isNames tells whether a line has nothing but the names of authors, a word that says so, and «and».
func isNames(line string, authors []string) bool {
	if len(authors) == 0 || utf8.RuneCountInString(line) > bylineLongest {
		return false
	}
	rest := " " + folded(nameLead.ReplaceAllString(line, "")) + " "
	found := false
	for _, a := range authors {
		before := rest
		rest = strings.ReplaceAll(rest, " "+folded(a)+" ", "  ")
		found = found || rest != before
	}
	left := strings.Fields(rest)
	return found && !slices.ContainsFunc(left, func(w string) bool { return utf8.RuneCountInString(w) > 3 })
}
