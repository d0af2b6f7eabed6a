package wire

import (
	"encoding/hex"
	"testing"
)

// TestTextIsJavas holds what a real server echoed, in hexadecimal, when it was sent the bytes on the left.
func TestTextIsJavas(t *testing.T) {
	for sent, want := range map[string]string{
		"612f62":       "612f62",
		"fffe41":       "efbfbdefbfbd41",
		"eda080":       "efbfbd",
		"eda041":       "efbfbd41",
		"c080":         "efbfbdefbfbd",
		"f09f9841":     "efbfbd41",
		"f09f9880":     "eda0bdedb880",
		"c3a4f09f9880": "c3a4eda0bdedb880",
		"f58080":       "efbfbdefbfbdefbfbd",
		"e282":         "efbfbd",
	} {
		b, err := hex.DecodeString(sent)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(appendText(nil, Text(b))[4:]); got != want {
			t.Errorf("%s comes back as %s, want %s", sent, got, want)
		}
	}
}
