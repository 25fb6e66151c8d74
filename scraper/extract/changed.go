package extract

import (
	"regexp"
	"strings"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// changeNames are the names under which heads tell machines when the page was changed, best first.
var changeNames = []string{
	"article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
	"article:modified", "article:updated", "modified_time", "last-modified", "lastmod", "last-update", "last_updated_date", "revised",
}

// changedDate is the last resort for a page that names no day of publication: the day on which it says it was
// changed, since the text stood there on that day. It is a day and no instant, for no article appeared at it.
func (d *document) changedDate() lang.Date {
	raws := []string{d.linked.modified}
	for _, name := range changeNames {
		raws = append(raws, d.meta[name])
	}
	for _, raw := range raws {
		if got := d.date(raw); known(got) {
			return d.dayOf(got)
		}
	}
	return d.dayOf(d.shownChange())
}

// dayOf is a date without its time of day.
func (d *document) dayOf(at lang.Date) lang.Date {
	day := d.date(at.Day)
	day.Raw = at.Raw
	return day
}

var (
	changeMark  = regexp.MustCompile(`(?i)updated?|modified|modification|lastmod|last-change`)
	changeLabel = regexp.MustCompile(`(?i)^(?:(?:this page was )?last (?:updated|modified|changed|edited|revised|update|change|modification|review|reviewed)(?: on)?|updated(?: on)?|page updated|zuletzt (?:aktualisiert|geändert|bearbeitet)(?: am)?|aktualisiert(?: am)?|letzte (?:änderung|aktualisierung|bearbeitung)(?: am)?|geändert(?: am)?|mis à jour(?: le)?|dernière (?:mise à jour|modification)(?: le)?|última (?:actualización|modificación|atualização)|actualizado(?: el)?|atualizado(?: em)?|ultimo aggiornamento|aggiornato(?: il)?|laatst (?:bijgewerkt|gewijzigd)(?: op)?|senast uppdaterad|son güncelleme|آخر تحديث|آخر تعديل|تاريخ التحديث|تم التحديث|حُدّث في|آخرین به\x{200C}روزرسانی|آخرین بروزرسانی|به\x{200C}روزرسانی|עודכן)\s*(?:[:：]\s*|\s|$)`)
	revision    = regexp.MustCompile(`\$Date:\s*([^$]+?)\s*\$`) // a keyword that CVS and Subversion fill in
)

// shownChange is the date of the first element marked as that of a change, else of the first short text that a
// label calls so, or that follows such a label.
func (d *document) shownChange() lang.Date {
	marked := func(n *html.Node) bool {
		if n.DataAtom != atom.Time && !strings.EqualFold(attr(n, "itemprop"), "dateModified") && len(prose.Line(n)) > dateElement {
			return false
		}
		mark := attr(n, "class") + " " + attr(n, "itemprop") + " " + attr(n, "property")
		return changeMark.MatchString(mark) && !dateBeside.MatchString(mark)
	}
	if got := d.dateIn(d.root, marked, false); known(got) {
		return got
	}
	label := false
	for n := range d.root.Descendants() {
		if n.Type != html.TextNode || unseenParent(n) || !hasText(n.Data) {
			continue
		}
		line := prose.Collapse(n.Data)
		found := changeLabel.FindString(line)
		if (label || found != "") && len(line) <= dateElement && !inOtherLink(n.Parent) && !besideText(n) {
			if got := d.date(revised(line[len(found):])); known(got) {
				return got
			}
		}
		label = found != "" && len(found) == len(line)
	}
	return lang.Date{Precision: lang.DateNone}
}

// revised is what a revision keyword says, or the line itself without its end.
func revised(line string) string {
	if m := revision.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return strings.TrimRight(line, " .")
}
