package prose

import (
	"slices"
	"testing"
)

func TestFragment(t *testing.T) {
	cases := []struct {
		name, markup string
		want         []string
	}{
		{"paragraphs", "<p>أ</p><p>ب</p>", []string{"أ", "ب"}},
		{"one break is a line", "أ<br>ب", []string{"أ ب"}},
		{"two breaks are a paragraph", "أ<br> <br/>ب", []string{"أ", "ب"}},
		{"blanks", "  أ \n &nbsp; ب\t", []string{"أ ب"}},
		{"inline elements add no blank", "أ<b>ب</b>ج", []string{"أبج"}},
		{"lists, quotes, headings", "<h2>أ</h2>ب<ul><li>ج<li>د</ul><blockquote>ه</blockquote>", []string{"أ", "ب", "ج", "د", "ه"}},
		{"cells", "<table><tr><td>أ</td><td>ب</td></tr><tr><td>ج</td></tr></table>", []string{"أ ب", "ج"}},
		{"what a page does not show", "أ<script>x</script><style>y</style><p hidden>z</p><p style='display: none'>z</p>", []string{"أ"}},
		{"the paper's characters", "\u200fالقــوات\u200f أمنيَّة ﻟﻘﺎﺀ", []string{"\u200fالقــوات\u200f أمنيَّة ﻟﻘﺎﺀ"}},
		{"text without markup", "أ\nب\n\nج", []string{"أ ب", "ج"}},
		{"a comparison", "5 < 7 &amp; 3", []string{"5 < 7 & 3"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Fragment(c.markup); !slices.Equal(got, c.want) {
				t.Errorf("%q; want %q", got, c.want)
			}
		})
	}
}
