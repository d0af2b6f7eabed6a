package decimal

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestOffset(t *testing.T) {
	for _, n := range []int64{0, 7, 10, math.MaxInt64} {
		if got, err := Offset(strconv.FormatInt(n, 10)); got != n || err != nil {
			t.Errorf("%d was read as %d, error %v", n, got, err)
		}
	}
	for _, odd := range []string{
		"", "-1", "-0", "+7", "007", "00", " 7", "7\n", "7.0", "1e3", "0x7", "1_000", "seven", "\xff", "٧", "9223372036854775808", strings.Repeat("7", 1000),
	} {
		if got, err := Offset(odd); err == nil || !strings.Contains(err.Error(), " is no offset in plain decimal") || len(err.Error()) > 100 {
			t.Errorf("%q was read as %d, error %v", odd, got, err)
		}
	}
}
