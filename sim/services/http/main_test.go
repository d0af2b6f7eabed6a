package main

import "testing"

func TestFlagsAreChecked(t *testing.T) {
	if err := run("127.0.0.1:0", "sometimes", ""); err == nil || err.Error() != "-keys sometimes: want honour or ignore" {
		t.Errorf("error %v", err)
	}
}
