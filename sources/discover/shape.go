package discover

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Kinds of the parts of an address. A word is part of the site's build, as the name of a section.
const (
	word   = 'w'
	slug   = 's' // words of a title, joined
	number = 'n'
	digits = 'd' // part of a day
	mixed  = 'x' // letters and digits: an id
	numberSlug,
	slugNumber = 'N', 'S' // 96712-title, title-96712
)

// part is a segment of a path with its kind and what stands around what varies.
type part struct {
	kind rune
	text string
	ext  string // .html and the like
}

var (
	extension   = regexp.MustCompile(`\.(?:s?html?|aspx?|php\d?|jsp)$`)
	onlyNumber  = regexp.MustCompile(`^\d{2,}$`)
	leadNumber  = regexp.MustCompile(`^\d{2,}[-_,.]`)
	tailNumber  = regexp.MustCompile(`[-_]\d{4,}$`)
	tailYear    = regexp.MustCompile(`[-_](?:19|20)\d\d$`)
	mixedID     = regexp.MustCompile(`^(?:[A-Za-z]{1,3}\d{5,}|[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,5}|[A-Za-z0-9]{9,})$`)
	hasDigit    = regexp.MustCompile(`\d`)
	year        = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dayOrMonth  = regexp.MustCompile(`^\d{1,2}$`)
	monthName   = regexp.MustCompile(`^(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$`)
	wholeDay    = regexp.MustCompile(`^(?:19|20)\d\d[-_]?\d{2}[-_]?\d{2}$`)
	numberParam = regexp.MustCompile(`^(?:id|p|nid|newsid|news_id|artid|article|articleid|aid|sid|story|storyid|item|post|catid|pid|n|no|news)=\d+$`)
)

// partsOf cuts the path of a canonical address.
func partsOf(path string) []part {
	path, _, _ = strings.Cut(path, "?")
	var out []part
	dated := 0 // parts of a day that were seen last
	for seg := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if seg == "" {
			continue
		}
		p := partOf(seg)
		switch {
		case year.MatchString(seg):
			p.kind, dated = digits, 1
		case dated > 0 && dated < 3 && (dayOrMonth.MatchString(seg) || dated == 1 && monthName.MatchString(seg)):
			p.kind = digits
			dated++
		case wholeDay.MatchString(seg):
			p.kind, dated = digits, 0
		default:
			dated = 0
		}
		out = append(out, p)
	}
	return out
}

func partOf(seg string) part {
	ext := extension.FindString(seg)
	stem := strings.TrimSuffix(seg, ext)
	p := part{text: stem, ext: ext}
	switch {
	case onlyNumber.MatchString(stem):
		p.kind = number
	case leadNumber.MatchString(stem):
		p.kind = numberSlug
	case tailNumber.MatchString(stem) && !tailYear.MatchString(stem): // world-cup-2026 is a title
		p.kind = slugNumber
	case mixedID.MatchString(stem) && hasDigit.MatchString(stem):
		p.kind = mixed
	case dayOrMonth.MatchString(stem) && ext == "":
		p.kind = digits
	case strings.ContainsAny(stem, "-_%+") || ext != "" || hasDigit.MatchString(stem):
		p.kind = slug
	default:
		p.kind = word
	}
	return p
}

// shape is what addresses of one build have in common: everything from the first part with a number on,
// or the last part where there is none. lead is what stands before it.
func shape(canonical string) (key string, lead []string, tail []part, param string) {
	path := pathOf(canonical)
	ps := partsOf(path)
	i := slices.IndexFunc(ps, func(p part) bool { return p.kind != word && p.kind != slug })
	if i < 0 {
		i = len(ps) // titles alone stand in the last part
		if i > 0 && ps[i-1].kind == slug {
			i--
		}
	}
	for _, p := range ps[:i] {
		lead = append(lead, p.text+p.ext)
	}
	tail = ps[i:]
	if n := len(tail) - 1; n > 0 && tail[n].kind == word { // behind what varies, a word is a title of one word
		tail[n].kind = slug
	}
	_, query, _ := strings.Cut(path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if numberParam.MatchString(strings.ToLower(pair)) {
			param, _, _ = strings.Cut(pair, "=")
			break
		}
	}
	if len(tail) == 0 && param == "" {
		return "", lead, nil, ""
	}
	var b strings.Builder
	for _, p := range tail {
		b.WriteRune(p.kind)
		if p.kind == word {
			b.WriteString("(" + p.text + ")")
		}
		b.WriteString(p.ext + "/")
	}
	return b.String() + "?" + param, lead, tail, param
}

// expression is what a part of this kind looks like; marked: with a group around its number.
func (p part) expression(marked bool, hyphens int) string {
	n := `\d+`
	if marked {
		n = `(\d+)`
	}
	switch p.kind {
	case word:
		return regexp.QuoteMeta(p.text)
	case number:
		return n
	case digits:
		switch {
		case year.MatchString(p.text):
			return `\d{4}`
		case dayOrMonth.MatchString(p.text):
			return `\d{1,2}`
		case monthName.MatchString(p.text):
			return `[A-Za-z]{3,9}`
		}
		return `\d{4}[-_]?\d{2}[-_]?\d{2}`
	case numberSlug:
		return n + `[-_,.][^/?#]*`
	case slugNumber:
		return `[^/?#]*[-_]` + n
	case mixed:
		if marked {
			return `([A-Za-z0-9-]*\d[A-Za-z0-9-]*)`
		}
		return `[A-Za-z0-9-]*\d[A-Za-z0-9-]*`
	}
	if hyphens == 0 {
		return `[^/?#]+`
	}
	return fmt.Sprintf(`(?:[^/?#_-]+[_-]+){%d,}[^/?#]*`, hyphens)
}
