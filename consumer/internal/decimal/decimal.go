// Package decimal reads offsets that stores and sinks keep as text, which people and other software can change.
package decimal

import (
	"fmt"
	"strconv"
)

// Offset reads an offset in the one form in which it is written: digits, no sign, no zeros before them. Anything else is an
// error that shows it, and never an offset that does not exist.
func Offset(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		return 0, fmt.Errorf("%.64q is no offset in plain decimal", text)
	}
	return n, nil
}
