package wire

import (
	"strings"
	"unicode/utf8"
)

// A Java server keeps strings as UTF-16, so what it was sent is not always what it sends: bytes that are no UTF-8 come
// back as U+FFFD, and characters beyond the basic plane as the two halves of their surrogate pair, each encoded by
// itself (CESU-8; BinaryOutputArchive.stringToByteBuffer).

// Text is bytes as Java reads them.
func Text(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			n = malformed(b)
		}
		s.WriteRune(r)
		b = b[n:]
	}
	return s.String()
}

// malformed is how many bytes at the start become one U+FFFD: as many as could have begun a character, where Java lets
// the encoded half of a surrogate pair pass for one until its last byte is there.
func malformed(b []byte) int {
	need, low, high := 1, byte(0x80), byte(0xbf)
	switch lead := b[0]; {
	case lead >= 0xc2 && lead <= 0xdf:
		need = 2
	case lead == 0xe0:
		need, low = 3, 0xa0
	case lead >= 0xe1 && lead <= 0xef:
		need = 3
	case lead == 0xf0:
		need, low = 4, 0x90
	case lead >= 0xf1 && lead <= 0xf3:
		need = 4
	case lead == 0xf4:
		need, high = 4, 0x8f
	}
	n := 1
	for n < min(need, len(b)) && b[n] >= low && b[n] <= high {
		n, low, high = n+1, 0x80, 0xbf
	}
	return n
}

// appendText writes a string as Java does.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if s[i] >= 0xf0 {
			return appendSurrogates(b, s)
		}
	}
	return appendString(b, s)
}

func appendSurrogates(b []byte, s string) []byte {
	start := len(b)
	b = appendInt32(b, 0)
	for _, r := range s {
		if r < 0x10000 {
			b = utf8.AppendRune(b, r)
			continue
		}
		r -= 0x10000
		for _, half := range [2]rune{0xd800 + r>>10, 0xdc00 + r&0x3ff} {
			b = append(b, 0xe0|byte(half>>12), 0x80|byte(half>>6)&0xbf, 0x80|byte(half)&0xbf)
		}
	}
	appendInt32(b[:start], int32(len(b)-start-4))
	return b
}
