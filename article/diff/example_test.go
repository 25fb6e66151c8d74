package diff_test

import (
	"fmt"

	"github.com/marsad/marsad/article/diff"
	"github.com/marsad/marsad/lang"
)

func ExampleDiffer_Compare() {
	marks := func(a, b string) bool { return lang.VowelsOf(a, 0).Agrees(b, 0) }
	differ := diff.New(lang.Fold, marks)
	before := diff.Text{Title: "افتتاح جسر", Body: "بغداد: الصباح\n\nافتتح الجسر بطول 120 متراً."}
	after := diff.Text{Title: "افتتاح جسر", Body: "افتتح الجسرُ بطول 140 متراً.\n\nالمشاهدات 12"}

	r := differ.Compare(before, after)

	fmt.Println(r.Edit, r.Appeared[0], r.Vanished[2])
	// Output: true 140 120
}
