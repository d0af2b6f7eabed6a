package program

import "testing"

func TestKeepFlags(t *testing.T) {
	for flags, want := range map[string]string{
		"":                                    "",
		"-mod=vendor -race":                   "-mod=vendor",
		"-tags=a,b  -cover -modfile=x.mod -v": "-tags=a,b -modfile=x.mod",
		`'-ldflags=-s -w' -overlay=o.json`:    `'-ldflags=-s -w'`,
		"-trimpath=false -gcflags=-N":         "",
	} {
		if got := keepFlags(flags); got != want {
			t.Errorf("of %q, %q is kept, want %q", flags, got, want)
		}
	}
}
