package lang

import (
	"regexp"
	"strings"
	"time"
)

// dateChanged and dateIssued are the labels of the days of change and of publication, as dateFold leaves them.
var (
	dateChanged = regexp.MustCompile(`(?:اخر تحديث|تاريخ التحديث|تحديث|حدث في|اخر تعديل|تاريخ التعديل|تعديل|عدل في|last updated|updated|last modified|modified|mise à jour|mis à jour|aktualisiert|actualizado|aggiornato|güncelleme|بروزرساني|به روزرساني|اپ ڈيٹ|עודכן)`)
	dateIssued  = regexp.MustCompile(`(?:تاريخ النشر|نشرت?|تم النشر|اضيف|تاريخ الاضافه|published|posted|created|publié|veröffentlicht|publicado|pubblicato|yayınlanma|انتشار|شائع|פורסם)`)
)

// datePublished takes the part of a text that tells the day of publication where it tells that of the last
// change too.
func datePublished(s string) string {
	changed := dateChanged.FindStringIndex(s)
	if changed == nil {
		return s
	}
	issued := dateIssued.FindStringIndex(s)
	switch {
	case issued != nil && issued[0] > changed[0]:
		return s[issued[0]:]
	case strings.ContainsAny(s[:changed[0]], "0123456789"):
		return strings.TrimRight(s[:changed[0]], " -|,;:(·")
	}
	return s
}

// DatePair is what an article gives machines as its date, and the time of day that it shows.
type DatePair struct {
	Machine string // with Z or its like
	Visible string
	Seen    time.Time
}

// zIsLocalLeast is how many articles must show it before a newspaper's Z is taken for local time.
const zIsLocalLeast = 5

// ZIsLocal tells whether a newspaper writes its local time as if it were Greenwich's: in five articles at
// least, and in all that can be compared, the time of day before the Z is the one that the page shows. Where
// the newspaper's zone is Greenwich's, nothing can be told.
func ZIsLocal(pairs []DatePair, ctx DateContext) bool {
	agree := 0
	for _, p := range pairs {
		machine, shown, ok := p.read(ctx)
		if !ok {
			continue
		}
		if machine.At.Hour() != shown.hour || machine.At.Minute() != shown.minute {
			return false
		}
		agree++
	}
	return agree >= zIsLocalLeast
}

// TellsOfZ tells whether a pair says anything about the newspaper's Z, either way.
func (p DatePair) TellsOfZ(ctx DateContext) bool {
	_, _, ok := p.read(ctx)
	return ok
}

// read reads both sides; false: they cannot be compared.
func (p DatePair) read(ctx DateContext) (machine Date, shown dateClock, ok bool) {
	if ctx.Zone == nil {
		return machine, shown, false
	}
	machine = ReadDate(p.Machine, DateContext{Zone: ctx.Zone, Now: p.Seen})
	shown, _ = dateClockOf(dateFold(p.Visible))
	if machine.ZoneSource != "text" || shown.precision == DateNone || shown.offset+shown.zone != "" {
		return machine, shown, false
	}
	_, there := machine.At.In(machine.Zone).Zone()
	_, here := machine.At.In(ctx.Zone).Zone()
	return machine, shown, there == 0 && here != 0
}
