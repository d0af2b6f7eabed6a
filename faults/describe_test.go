package faults

import "testing"

// Which time it is reads as English has it, also above ten and a hundred.
func TestOrdinal(t *testing.T) {
	for n, want := range map[int]string{
		1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 8: "8th", 10: "10th", 11: "11th", 12: "12th", 13: "13th", 14: "14th", 20: "20th", 21: "21st",
		22: "22nd", 23: "23rd", 100: "100th", 101: "101st", 111: "111th", 112: "112th", 113: "113th", 122: "122nd",
	} {
		if got := ordinal(n); got != want {
			t.Errorf("%d is the %s, want the %s", n, got, want)
		}
	}
}
