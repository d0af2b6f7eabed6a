package wire

import (
	"bytes"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// beginnings are what a character can begin with in UTF-8, short of being one. To Java, the encoded half of a surrogate
// pair is such a thing too.
var beginnings = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for r := rune(0xd800); r <= 0xdfff; r++ {
		set[string(encoded(r))] = true
	}
	const alike = 64 // characters in a row differ only in the last byte
	for r := rune(utf8.RuneSelf); r <= utf8.MaxRune; r += alike {
		for b := encoded(r); len(b) > 1; {
			b = b[:len(b)-1]
			set[string(b)] = true
		}
	}
	return set
})

// encoded is a character, or half of a surrogate pair, in UTF-8.
func encoded(r rune) []byte {
	if utf16.IsSurrogate(r) {
		return []byte{byte(0xe0 + r/4096), byte(0x80 + r/64%64), byte(0x80 + r%64)}
	}
	return []byte(string(r))
}

// slowText is what Java makes of bytes: the character that is there, or else one U+FFFD for the longest beginning of one.
func slowText(b []byte) string {
	var text []rune
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			for end := 2; end <= min(4, len(b)); end++ {
				if beginnings()[string(b[:end])] {
					n = end
				}
			}
		}
		text, b = append(text, r), b[n:]
	}
	return string(text)
}

// FuzzText compares what is read and written with a decoder that lists how characters begin, and an encoder that goes by
// way of UTF-16.
func FuzzText(f *testing.F) {
	for _, s := range []string{"/a", "ä€\U0001f600", "\xff\xfe", "\xed\xa0\x80", "\xed\xa0A", "\xf0\x9f\x98A", "\xf4\x90\x80\x80", "\xc0\x80"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := Text(b)
		if want := slowText(b); s != want {
			t.Fatalf("% x is read as %q, want %q", b, s, want)
		}
		if again := Text([]byte(s)); again != s {
			t.Fatalf("%q is read as %q", s, again)
		}
		var units []byte
		for _, unit := range utf16.Encode([]rune(s)) {
			units = append(units, encoded(rune(unit))...)
		}
		if got, want := appendText([]byte("before"), s), appendBuffer([]byte("before"), append([]byte{}, units...)); !bytes.Equal(got, want) {
			t.Fatalf("%q is written as % x, want % x", s, got, want)
		}
	})
}
