package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// ofTheClient are the cases of the golden record that say what the go-zookeeper client does, and nothing of what a
// server does that the stories do not tell.
var ofTheClient = map[string]string{
	"G14": "requests that the client queues while no server is there fail in the client",
	"G23": "the client's channel of session events holds six",
	"R19": "how Java and Go print numbers that no story can reach",
	"G24": "the client's Close waits for a second, and leaves goroutines behind until its own timeouts",
}

// TestGoldenRecordIsTold holds that each case of the golden record, which was taken from a real server too, is named
// by a story that tells its facts.
func TestGoldenRecordIsTold(t *testing.T) {
	named := map[string]bool{}
	for _, file := range files(t) {
		for _, x := range readStory(t, file) {
			comment := strings.Join(x.before, " ")
			for _, word := range strings.FieldsFunc(comment, func(r rune) bool { return strings.ContainsRune(" []", r) }) {
				named[word] = true
			}
		}
	}
	for _, kind := range []struct {
		letter string
		last   int
	}{{"G", 25}, {"R", 21}} {
		for n := 1; n <= kind.last; n++ {
			id := fmt.Sprintf("%s%02d", kind.letter, n)
			if _, excused := ofTheClient[id]; named[id] == excused {
				t.Errorf("%s: told %v, a matter of the client %v", id, named[id], excused)
			}
		}
	}
}
