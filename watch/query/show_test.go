package query

import (
	"errors"
	"testing"
)

func TestAFaultIsShownWhereItStands(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"right to left: the caret stands behind a copy of what is before it", `داعش OR "تنظيم الدولة`,
			"1:9: the quote that opens here is never closed\n    داعش OR \"تنظيم الدولة\n    داعش OR ^\n  close it with \", or write \\\" to search for the sign itself"},
		{"left to right", `oil AND (gas`, "1:9: the bracket that opens here is never closed\n    oil AND (gas\n            ^\n  close it with )"},
		{"the second line", "oil OR\ngas AND (x", "2:9: the bracket that opens here is never closed\n    gas AND (x\n            ^\n  close it with )"},
		{"a misspelled field", "titel:oil", "1:1: there is no field titel\n    titel:oil\n    ^\n  did you mean title:? the fields are title, body, section, byline, author, source, site, lang, url; to search for the sign itself put it in quotes"},
		{"a field by another name", "headline:oil", "1:1: there is no field headline\n    headline:oil\n    ^\n  write title:; the fields are title, body, section, byline, author, source, site, lang, url; to search for the sign itself put it in quotes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.query)
			syntax, ok := errors.AsType[*SyntaxError](err)
			if !ok {
				t.Fatalf("Parse = %v; want a SyntaxError", err)
			}
			if got := syntax.Show(c.query); got != c.want {
				t.Errorf("Show =\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestQuotesOfEveryKeyboardOpenAPhrase(t *testing.T) {
	for _, text := range []string{`"تنظيم الدولة"`, "“تنظيم الدولة”", "”تنظيم الدولة“", "„تنظيم الدولة“", "”تنظيم الدولة”", "«تنظيم الدولة»", "»تنظيم الدولة«"} {
		n, err := Parse(text + " داعش")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := n.String(); got != `"تنظيم الدولة" داعش` {
			t.Errorf("%s is read as %s", text, got)
		}
	}
}
