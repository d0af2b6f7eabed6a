package tidy

import (
	"bytes"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// magic is what programs begin with: ELF, Mach-O (two of its forms), Windows, and WebAssembly.
var magic = []string{"\x7fELF", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe", "MZ\x90\x00", "\x00asm"}

// ignored are programs that a build may leave behind and git does not take.
var ignored = []string{"onceover", "direct"}

// built finds a program that somebody built here and forgot.
func built(path string, data []byte) []finding {
	if slices.Contains(ignored, path) || strings.HasSuffix(path, ".test") {
		return nil
	}
	for _, m := range magic {
		if bytes.HasPrefix(data, []byte(m)) {
			return []finding{{token.Position{Filename: path, Line: 1}, "a program: remove it, and build with -o elsewhere"}}
		}
	}
	return nil
}

func TestNoProgramIsKept(t *testing.T) {
	err := walk(func(path string) error {
		f, err := os.Open(filepath.Join(root, path))
		if err != nil {
			return err
		}
		defer f.Close()
		head := make([]byte, 4)
		n, _ := f.Read(head) // an empty file is no program
		report(t, built(path, head[:n]))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestProgramRuleFires(t *testing.T) {
	for _, m := range magic {
		if len(built("kafka", []byte(m))) != 1 {
			t.Errorf("%q is not found", m)
		}
	}
	if len(built("README.md", []byte("# On"))) != 0 || len(built("direct", []byte(magic[0]))) != 0 {
		t.Error("what may be there is found")
	}
}
