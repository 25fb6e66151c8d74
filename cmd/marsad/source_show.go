package main

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/discover"
)

// marks of the levels of a verdict.
func mark(l discover.Level) string {
	switch l {
	case discover.OK:
		return "✓"
	case discover.Unsure:
		return "?"
	}
	return "✗"
}

// chosen marks what is read.
func chosen(is bool) string {
	if is {
		return "✓"
	}
	return "·"
}

// short cuts a text at so many characters.
func short(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// shownURL is an address for people: letters that were percent-encoded are letters again.
func shownURL(address string) string {
	plain, err := url.PathUnescape(address)
	if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(plain, unicode.IsControl) {
		return address
	}
	return plain
}

// showFinding lays out what was found for people.
func showFinding(w io.Writer, x added) {
	f := x.Finding
	fmt.Fprintf(w, "%s  %s\n", isolated(firstText(f.Name, f.Asked)), shownURL(f.URL))
	if f.System.Name != "" {
		fmt.Fprintf(w, "  system     %s%s\n", f.System.Name, because(f.System.Signs))
	}
	if f.Language != "" {
		fmt.Fprintf(w, "  language   %s\n", f.Language)
	}
	fmt.Fprintf(w, "  requests   %d\n", f.Requests)
	showFeeds(w, f)
	showListings(w, f)
	showForms(w, f)
	showReads(w, f.Articles)
	showVerdicts(w, f.Verdicts)
	showProblem(w, f.Problem)
	if x.YAML == "" {
		return
	}
	fmt.Fprintf(w, "\nIn marsad.yaml\n%s", indented(x.YAML))
	if x.Written {
		fmt.Fprintf(w, "\n%s is added to %s. A running daemon takes it by itself.\n", x.ID, x.File)
	}
}

func firstText(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

func because(signs []string) string {
	if len(signs) == 0 {
		return ""
	}
	return "  (" + plain(strings.Join(signs, "; ")) + ")"
}

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(plain(text), "\n"), "\n", "\n  ") + "\n"
}

func showFeeds(w io.Writer, f *discover.Finding) {
	if len(f.Feeds) == 0 {
		fmt.Fprintln(w, "\nFeeds\n  none was found")
		return
	}
	fmt.Fprintln(w, "\nFeeds")
	for _, x := range f.Feeds {
		fmt.Fprintf(w, "  %s %s  (%s, %s)\n", chosen(x.Chosen), x.URL, x.Kind, plain(x.From))
		if x.Items > 0 {
			fmt.Fprintf(w, "      %d items, %d with a date, %d with a whole text", x.Items, x.Dated, x.Full)
			if !x.Newest.IsZero() {
				fmt.Fprintf(w, ", newest %s", x.Newest.Format("2006-01-02 15:04 MST"))
			}
			if x.Of > 0 {
				fmt.Fprintf(w, "; has %d of the %d listed", x.Covers, x.Of)
			}
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "      %s\n", plain(x.Why))
	}
}

func showListings(w io.Writer, f *discover.Finding) {
	if len(f.Listings) == 0 {
		return
	}
	fmt.Fprintln(w, "\nListings")
	for _, l := range f.Listings {
		fmt.Fprintf(w, "  %s %s  %d articles\n      %s\n", chosen(l.Chosen), shownURL(l.URL), l.Articles, isolated(firstText(l.Fault, l.Why)))
		if l.Next != "" {
			fmt.Fprintf(w, "      further pages: %s\n", l.Next)
		}
	}
}

func showForms(w io.Writer, f *discover.Finding) {
	if len(f.Forms) == 0 {
		return
	}
	fmt.Fprintln(w, "\nAddresses of articles")
	for _, x := range f.Forms {
		fmt.Fprintf(w, "  such as    %s\n  article    %s\n", short(shownURL(x.Example), 100), x.Article)
		if x.Number != "" {
			fmt.Fprintf(w, "  number     %s\n", x.Number)
		}
		fmt.Fprintf(w, "  identity   %s\n", x.Why)
	}
}

// showReads shows articles as they were extracted, and what is not ok in them.
func showReads(w io.Writer, reads []discover.Read) {
	if len(reads) == 0 {
		return
	}
	fmt.Fprintln(w, "\nArticles")
	for i, r := range reads {
		if r.Fault != "" {
			fmt.Fprintf(w, "  %2d ✗ %s\n       %s\n", i+1, short(shownURL(r.URL), 100), plain(r.Fault))
			continue
		}
		fmt.Fprintf(w, "  %2d %s %s\n       %s\n", i+1, worst(r.Parts), isolated(r.Title), short(shownURL(r.URL), 100))
		fmt.Fprintf(w, "       key      %s\n", short(shownURL(r.Key), 90))
		fmt.Fprintf(w, "       date     %s\n", dateLine(r))
		if r.Byline != "" || r.Section != "" {
			fmt.Fprintf(w, "       byline   %s  section %s\n", isolated(firstText(r.Byline, "none")), isolated(firstText(r.Section, "none")))
		}
		if r.Form != "" {
			fmt.Fprintf(w, "       page     %s: not a text alone\n", r.Form)
		}
		fmt.Fprintf(w, "       text     %d paragraphs, %d letters: %s\n", r.Paragraphs, r.Letters, isolated(r.Begins))
		if len(r.Dropped) > 0 {
			fmt.Fprintf(w, "       dropped  %s\n", isolated(strings.Join(r.Dropped, " · ")))
		}
		for _, v := range r.Parts {
			if v.Level != discover.OK && v.Part != "byline" {
				fmt.Fprintf(w, "       %s %s: %s\n", mark(v.Level), v.Part, isolated(v.Why))
			}
		}
	}
}

// worst is the mark of the worst part that counts: many articles have no byline.
func worst(parts []discover.Verdict) string {
	out := discover.OK
	for _, v := range parts {
		switch {
		case v.Part == "byline":
		case v.Level == discover.Missing:
			return mark(v.Level)
		case v.Level == discover.Unsure:
			out = v.Level
		}
	}
	return mark(out)
}

// dateLine is a date with its zone and precision, and what the page printed.
func dateLine(r discover.Read) string {
	if r.Published == "" && r.Printed == "" {
		return "none"
	}
	at := r.Published
	if t, err := time.Parse(time.RFC3339, r.Published); err == nil {
		at = t.Format("2006-01-02 15:04 -07:00")
	}
	zone := map[string]string{"text": "the page's own offset", "source": "the paper's time zone"}[r.ZoneSource]
	var about []string
	for _, s := range []string{r.Precision, zone} {
		if s != "" && s != "none" {
			about = append(about, s)
		}
	}
	line := firstText(at, "no instant")
	if len(about) > 0 {
		line += "  (" + strings.Join(about, ", ") + ")"
	}
	if r.Printed != "" {
		line += "  printed " + isolated(short(r.Printed, 60))
	}
	return line
}

func showVerdicts(w io.Writer, all []discover.Verdict) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(w, "\nVerdict")
	for _, v := range all {
		fmt.Fprintf(w, "  %s %-10s %-8s %s\n", mark(v.Level), v.Part, v.Level, isolated(shownURL(v.Why)))
	}
}

func showProblem(w io.Writer, p *discover.Problem) {
	if p != nil {
		fmt.Fprintf(w, "\nIt cannot be read (%s)\n  seen       %s\n  to do      %s\n", p.Kind, plain(p.Seen), p.Do)
	}
}
