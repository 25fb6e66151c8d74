package query

import (
	"errors"
	"testing"
)

func TestParsePrintsWhatItUnderstood(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"implicit and", "نهر جسر", "نهر جسر"},
		{"AND is the same", "نهر AND جسر", "نهر جسر"},
		{"and before or", "a b OR c", "a b OR c"},
		{"brackets kept where needed", "a (b OR c)", "a (b OR c)"},
		{"minus is NOT", "a -b", "a NOT b"},
		{"not binds closest", "NOT a b", "NOT a b"},
		{"near binds before not", "NOT a NEAR/3 b", "NOT a NEAR/3 b"},
		{"ordered near", `a ONEAR/2 "b c"`, `a ONEAR/2 "b c"`},
		{"field with a group", `title:(a OR "b c")`, `title:(a OR "b c")`},
		{"signs", `=a ~b c~ "d e"~`, `=a ~b ~c ~"d e"`},
		{"boost changes nothing", "a^2 (b OR c)^1.5", "a (b OR c)"},
		{"printed quotes", "«نهر دجلة»", `"نهر دجلة"`},
		{"small operators are words", "a or b", "a or b"},
		{"an address is a word", "https://example.org", "https://example.org"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, err := Parse(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := n.String(); got != c.want {
				t.Errorf("Parse(%q) = %s, want %s", c.in, got, c.want)
			}
		})
	}
}

func TestParseNamesTheCharacter(t *testing.T) {
	for _, c := range []struct {
		name, in string
		col      int
	}{
		{"open quote", `داعش OR "تنظيم الدولة`, 9},
		{"open bracket", "a (b", 3},
		{"closing bracket too many", "a b)", 4},
		{"empty group", "a ()", 3},
		{"empty phrase", `a ""`, 3},
		{"lone star", "a *", 3},
		{"nothing behind OR", "a OR", 5},
		{"operator first", "AND a", 1},
		{"unknown field", "a titel:b", 3},
		{"field without a word", "title: a", 1},
		{"near without a number", "a NEAR b", 3},
		{"near beside AND", "(a b) NEAR/3 c", 7},
		{"lone minus", "a - b", 3},
		{"signs alone", "a ...", 3},
		{"empty", "  ", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.in)
			se, ok := errors.AsType[*SyntaxError](err)
			if !ok || se.Col != c.col || se.Problem == "" || se.Remedy == "" {
				t.Errorf("Parse(%q) = %v; want a fault with a remedy at character %d", c.in, err, c.col)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" OR -(d NEAR/2 e)`, `title:("x" OR y*)^2`, `=a ~b "c\"d"`, `«و» * \:`, "((((", "-~=x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			if se, ok := errors.AsType[*SyntaxError](err); !ok || se.Col < 1 || se.Col > len([]rune(s))+1 {
				t.Fatalf("Parse(%q): %v is no fault within the query", s, err)
			}
			return
		}
		printed := n.String()
		again, err := Parse(printed)
		if err != nil {
			t.Fatalf("Parse(%q) printed %q, which fails: %v", s, printed, err)
		}
		if again.String() != printed {
			t.Fatalf("%q printed %q and then %q", s, printed, again.String())
		}
	})
}
