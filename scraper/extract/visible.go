package extract

import (
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func unseenParent(n *html.Node) bool {
	return n.Parent != nil && n.Parent.Type == html.ElementNode && prose.Unseen(n.Parent)
}

// besideText tells whether an element is in a part of the page that belongs to no article. An
// article may have a footer of its own, with its date in it.
func besideText(n *html.Node) bool {
	footer := false
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Aside, atom.Nav:
			return true
		case atom.Footer:
			footer = true
		case atom.Article:
			return false
		}
	}
	return footer
}

func firstList(lists ...[]string) []string {
	for _, l := range lists {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}
