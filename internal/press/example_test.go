package press_test

import (
	"context"
	"fmt"
	"time"

	"github.com/marsad/marsad/internal/press"
)

// A morning at the paper, as the demo has it.
func Example() {
	paper := press.New(time.Now)
	server, err := paper.Start(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	n := paper.Publish(press.SeedPiece())
	paper.Edit(n, func(piece *press.Piece) { *piece = press.EditedSeedPiece() })
	paper.Publish(press.QuietPiece())

	for _, piece := range paper.Pieces()[:2] {
		fmt.Println(piece.Number, len(piece.Paragraphs))
	}
	// Output:
	// 96714 3
	// 96713 7
}
