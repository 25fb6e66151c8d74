package press

import (
	"embed"
	"io/fs"
	"strings"
)

// The texts: a head of "key: value" lines, an empty line, then paragraphs with an empty line between.
var (
	//go:embed articles/archive/*.txt
	archiveTexts embed.FS // in order of names, the oldest first

	//go:embed articles/demo/seed.txt
	seedText string
	//go:embed articles/demo/edited.txt
	editedText string
	//go:embed articles/demo/quiet.txt
	quietText string
	//go:embed articles/demo/outage.txt
	outageText string
)

// Archive returns the dozen that stands in every new paper, the oldest first, without numbers and
// dates. One of them speaks of «داعش»: old news, for which nobody must be alerted.
func Archive() []Piece {
	var pieces []Piece
	names, _ := fs.Glob(archiveTexts, "articles/archive/*.txt") // the pattern is good, and embedded files are always there
	for _, name := range names {
		text, _ := archiveTexts.ReadFile(name)
		pieces = append(pieces, parse(string(text)))
	}
	return pieces
}

// SeedPiece is the article that the demo publishes: a telephone call about the fight against «داعش».
func SeedPiece() Piece { return parse(seedText) }

// EditedSeedPiece is SeedPiece after an edit: one word differs and a paragraph was added.
func EditedSeedPiece() Piece { return parse(editedText) }

// QuietPiece is an article about oranges, in which none of the demo's watched words stands.
func QuietPiece() Piece { return parse(quietText) }

// OutagePiece speaks of «داعش» once more: the demo publishes it while the receiver is away.
func OutagePiece() Piece { return parse(outageText) }

// parse reads the form above. A line of the head that it does not know is left out.
func parse(text string) Piece {
	head, body, _ := strings.Cut(strings.TrimSpace(text), "\n\n")
	piece := Piece{Paragraphs: strings.Split(body, "\n\n")}
	fields := map[string]*string{"title": &piece.Title, "section": &piece.Section, "byline": &piece.Byline, "image": &piece.Image}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(line, ":")
		if field := fields[key]; field != nil {
			*field = strings.TrimSpace(value)
		}
	}
	return piece
}
