package webhook_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// What the guide shows is what TestReceiversOfTheGuide runs, to the letter.
func TestTheGuideQuotesItsReceivers(t *testing.T) {
	guide, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"go": "go/main.go", "python": "python/receiver.py", "js": "javascript/receiver.mjs"}
	quotes := regexp.MustCompile("(?s)```(go|python|js)\n(.*?)\n```").FindAllStringSubmatch(string(guide), -1)
	if len(quotes) != len(files) {
		t.Errorf("the guide quotes %d receivers; want %d", len(quotes), len(files))
	}
	for _, quote := range quotes {
		program, err := os.ReadFile(receiversDir + "/" + files[quote[1]])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(program), quote[2]) {
			t.Errorf("the guide's quote of %s differs from the program", files[quote[1]])
		}
	}
}
