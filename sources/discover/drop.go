package discover

import (
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/marsad/marsad/sources/prose"
)

const mostDrops = 6

// drops are selectors of what stands in the box of the text on several pages and is no text: buttons,
// boxes of further articles. None of them holds a word of any text.
func (p pages) drops(body string) []string {
	m, err := cascadia.ParseGroup(body)
	if err != nil {
		return nil
	}
	count := map[string]int{}
	var order []string
	var boxes []*html.Node
	for _, a := range p.anatomies {
		box := cascadia.Query(a.doc, m)
		boxes = append(boxes, box)
		seen := map[string]bool{}
		for _, n := range strays(box, squeeze(strings.Join(a.paragraphs, ""))) {
			for _, c := range namesOf(n) {
				if strings.ContainsAny(c, "#.[") && !seen[c] {
					seen[c] = true
					if count[c]++; count[c] == 1 {
						order = append(order, c)
					}
				}
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return count[b] - count[a] })
	var out []string
	for _, c := range order {
		if count[c] > 1 && len(out) < mostDrops && p.harmless(c, boxes) && p.useful(c, out, boxes) {
			out = append(out, c)
		}
	}
	return out
}

// strays are the elements in a box that hold nothing of the text.
func strays(box *html.Node, text string) []*html.Node {
	var out []*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || prose.Unseen(c) {
				continue
			}
			s := squeeze(prose.Line(c))
			switch {
			case s == "", strings.Contains(text, s):
			case holdsSome(c, text):
				walk(c)
			default:
				out = append(out, c)
			}
		}
	}
	if box != nil {
		walk(box)
	}
	return out
}

// holdsSome tells whether one of the paragraphs below a node is of the text.
func holdsSome(n *html.Node, text string) bool {
	return slices.ContainsFunc(prose.Strings(n, nil), func(p string) bool {
		s := squeeze(p)
		return len(s) > 12 && strings.Contains(text, s)
	})
}

// harmless: nothing that the selector finds in any box is of the text.
func (p pages) harmless(selector string, boxes []*html.Node) bool {
	m, err := cascadia.Parse(selector)
	if err != nil {
		return false
	}
	for i, box := range boxes {
		text := squeeze(strings.Join(p.anatomies[i].paragraphs, ""))
		for _, n := range cascadia.QueryAll(box, m) {
			if s := squeeze(prose.Line(n)); s != "" && (strings.Contains(text, s) || holdsSome(n, text)) {
				return false
			}
		}
	}
	return true
}

// useful: it finds something that those before it do not.
func (p pages) useful(selector string, before []string, boxes []*html.Node) bool {
	m, err := cascadia.Parse(selector)
	if err != nil {
		return false
	}
	for _, box := range boxes {
		for _, n := range cascadia.QueryAll(box, m) {
			if !slices.ContainsFunc(before, func(b string) bool { return isBelow(n, b) }) {
				return true
			}
		}
	}
	return false
}

// isBelow tells whether an element, or one around it, fits a selector.
func isBelow(n *html.Node, selector string) bool {
	m, err := cascadia.Parse(selector)
	if err != nil {
		return false
	}
	for ; n != nil; n = n.Parent {
		if m.Match(n) {
			return true
		}
	}
	return false
}
