package watch

import (
	"fmt"
	"strings"
)

// Stand-in for the query language; not for merge.

type SyntaxError struct {
	Col             int // characters from 1
	Problem, Remedy string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("character %d: %s; %s", e.Col, e.Problem, e.Remedy)
}

func (w Watch) Check() error {
	var open []int
	quote := 0
	for i, r := range []rune(w.Query) {
		switch {
		case r == '"' && quote == 0:
			quote = i + 1
		case r == '"':
			quote = 0
		case quote > 0:
		case r == '/' || r == '{':
			return fmt.Errorf("watch %q: %w", w.Name, &SyntaxError{i + 1, fmt.Sprintf("the query has %q, which means nothing here", r), "put it in quotes, or close ( with )"})
		case r == '(':
			open = append(open, i+1)
		case r == ')' && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	switch {
	case quote > 0:
		return &SyntaxError{quote, "the quote that opens here is never closed", `close it with ", or write \" to search for the sign itself`}
	case len(open) > 0:
		return &SyntaxError{open[len(open)-1], "the bracket that opens here is never closed", "close it with )"}
	case w.Query == "" && strings.TrimSpace(w.Keyword) == "":
		return &SyntaxError{1, "the keyword is empty", "write the words to look for"}
	}
	return nil
}
