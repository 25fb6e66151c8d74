package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// longestExpr bounds a cron expression in bytes; a list of all sixty minutes has 169.
const longestExpr = 400

// cronField is one of the five: its name, its range, and the words for its numbers.
type cronField struct {
	name       string
	low, high  int
	words      []string // words[i] stands for low+i
	takesHooks bool     // "?" means "*" here
}

func cronFields() [5]cronField {
	return [5]cronField{
		{name: "minute", low: 0, high: 59},
		{name: "hour", low: 0, high: 23},
		{name: "day of month", low: 1, high: 31, takesHooks: true},
		{name: "month", low: 1, high: 12, words: []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
		{name: "day of week", low: 0, high: 7, words: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, takesHooks: true},
	}
}

// checkFields cuts an expression into its five fields and refuses what the cron library would take
// without meaning: empty list items, open ranges, steps wider than the field, more than one line.
func checkFields(expr string) ([]string, error) {
	if err := checkLetters(expr); err != nil {
		return nil, err
	}
	parts := strings.Fields(westernDigits(expr))
	if len(parts) != 5 {
		return nil, fmt.Errorf("a schedule has 5 fields (minute, hour, day of month, month, day of week), this one has %d; write for example */5 * * * *", len(parts))
	}
	for i, f := range cronFields() {
		field, err := f.check(parts[i])
		if err != nil {
			return nil, err
		}
		parts[i] = field
	}
	return parts, nil
}

func checkLetters(expr string) error {
	if expr == "" {
		return errors.New("the schedule is empty; write five fields such as */5 * * * *, or @hourly")
	}
	if len(expr) > longestExpr {
		return fmt.Errorf("the schedule has %d characters, more than the %d that any sensible one needs; write ranges and steps, such as */5 * * * *", len(expr), longestExpr)
	}
	for _, r := range expr {
		if r != '\t' && unicode.IsControl(r) {
			return errors.New("the schedule has a line break or control character; write one schedule on one line")
		}
	}
	return nil
}

// westernDigits writes Arabic-Indic and Persian digits as 0-9.
func westernDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '٠' <= r && r <= '٩':
			return '0' + r - '٠'
		case '۰' <= r && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, s)
}

// check returns the field in the library's spelling.
func (f cronField) check(field string) (string, error) {
	items := strings.Split(field, ",")
	for i, item := range items {
		out, err := f.item(item)
		if err != nil {
			return "", err
		}
		items[i] = out
	}
	return strings.Join(items, ","), nil
}

// item checks one part of a list: * or a value or a range, and perhaps a step.
func (f cronField) item(item string) (string, error) {
	span, step, stepped := strings.Cut(item, "/")
	by := 1
	if stepped {
		n, err := strconv.Atoi(step)
		if err != nil || n < 1 || n > f.high-f.low {
			return "", fmt.Errorf("the %s's step %q is not a number from 1 to %d; write for example */5", f.name, step, f.high-f.low)
		}
		by = n
	}
	if span == "*" || span == "?" && f.takesHooks {
		return item, nil
	}
	from, to, ranged := strings.Cut(span, "-")
	low, err := f.value(from, item)
	if err != nil {
		return "", err
	}
	high := low
	if ranged {
		if high, err = f.value(to, item); err != nil {
			return "", err
		}
		if high == 0 && f.high == 7 && low > 0 {
			high = 7 // fri-sun
		}
	} else if stepped {
		high = f.last()
	}
	if high < low {
		return "", fmt.Errorf("the %s's range %q runs backwards; write it in two parts, such as %d-%d,%d-%d", f.name, span, low, f.high, f.low, high)
	}
	return f.spell(low, high, by), nil
}

// last is where n/step ends: the week's day 7 is its day 0 again.
func (f cronField) last() int {
	if f.high == 7 {
		return 6
	}
	return f.high
}

// value reads one number or word.
func (f cronField) value(text, item string) (int, error) {
	for i, w := range f.words {
		if strings.EqualFold(text, w) {
			return f.low + i, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil && strings.Trim(text, "0123456789") == "" && text != "" {
		n, err = f.high+1, nil // more digits than a number holds
	}
	switch {
	case text == "":
		return 0, fmt.Errorf("the %s field has an empty part in %q; write a number from %d to %d or *", f.name, item, f.low, f.high)
	case err != nil || text[0] == '+' || text[0] == '-':
		return 0, fmt.Errorf("the %s %q is not understood; write a number from %d to %d, a range such as %d-%d, or *", f.name, text, f.low, f.high, f.low, f.low+1)
	case n < f.low || n > f.high:
		return 0, fmt.Errorf("the %s %s is out of range; write a number from %d to %d", f.name, text, f.low, f.high)
	}
	return n, nil
}

// spell writes low-high/by; a week's day 7, which the library does not know, is Sunday.
func (f cronField) spell(low, high, by int) string {
	if f.high != 7 || high < 7 {
		return fmt.Sprintf("%d-%d/%d", low, high, by)
	}
	var days []string
	for d := low; d <= high; d += by {
		days = append(days, strconv.Itoa(d%7))
	}
	return strings.Join(days, ",")
}
