package story_test

import (
	"fmt"
	"time"

	"github.com/marsad/marsad/story"
)

func ExampleJudge() {
	seen := time.Date(2025, 3, 17, 8, 0, 0, 0, time.UTC)
	const copied = "The port authority said on Monday that %s ships had unloaded grain at the northern quay since the new cranes were put to work, and that waiting times had fallen to two days for most vessels in the channel."
	a := story.Read(story.Text{Body: fmt.Sprintf(copied, "14"), SeenAt: seen})
	b := story.Read(story.Text{Body: "BASRA (Agency) - " + fmt.Sprintf(copied, "14"), SeenAt: seen.Add(time.Hour)})
	c := story.Read(story.Text{Body: fmt.Sprintf(copied, "19"), SeenAt: seen.Add(time.Hour)})

	fmt.Println(story.Judge(a, b).Why())
	fmt.Println(story.Judge(a, c).Why())
	// Output:
	// one story: 100 % of the shorter text stands in the longer one, and no figure, day, place or name differs
	// not one story: 97 % of the shorter text stands in the longer one, but the figure differs: «14», «19»
}

func ExampleIndex() {
	seen := time.Date(2025, 3, 17, 8, 0, 0, 0, time.UTC)
	const text = "Crews working by night have finished the repair of the old iron bridge over the river, the municipality said, and lorries may use it again from Sunday after eleven months of detours through the narrow streets of the market."
	index := story.NewIndex(100_000)
	index.Add(7, story.Read(story.Text{Body: text, SeenAt: seen}).Sketch())

	later := story.Read(story.Text{Body: "Update from the desk.\n\n" + text, SeenAt: seen.Add(5 * time.Hour)}).Sketch()
	fmt.Println(index.Candidates(later))
	// Output: [7]
}
