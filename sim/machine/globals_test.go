package machine

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const wasmHeader = "\x00asm\x01\x00\x00\x00"

// section is a section of a module, with the size in as many bytes as the Go linker takes.
func section(id byte, body string) string {
	n := len(body)
	return string([]byte{id, byte(n) | 0x80, 0x80, 0x80, 0x80, 0}) + body
}

var (
	// twoGlobals are a mutable i32 and a mutable i64, both 0.
	twoGlobals = section(sectionGlobal, "\x02\x7f\x01\x41\x00\x0b\x7e\x01\x42\x00\x0b")
	memory1    = section(5, "\x01\x00\x01")
	exportMem  = section(sectionExport, "\x01\x03mem\x02\x00")
)

// exports are the names and globals of a module's export section.
func exports(t *testing.T, wasm []byte) (names []string) {
	t.Helper()
	for rest := wasm[8:]; len(rest) > 0; {
		size, k := binary.Uvarint(rest[1:])
		body := rest[1+k : 1+k+int(size)]
		if rest[0] == sectionExport {
			count, k := binary.Uvarint(body)
			for body = body[k:]; len(body) > 0; count-- {
				n := int(body[0])
				names = append(names, string(body[1:1+n])+" "+string('0'+rune(body[1+n]))+" "+string('0'+rune(body[2+n])))
				body = body[3+n:]
			}
			if count != 0 {
				t.Errorf("the section counts %d exports more than it has", count)
			}
		}
		rest = rest[1+k+int(size):]
	}
	return names
}

func TestExportGlobals(t *testing.T) {
	const global0, global1 = "onceover.global.0 3 0", "onceover.global.1 3 1"
	for _, c := range []struct {
		name, module string
		globals      int
		exports      []string
	}{
		{"empty", "", 0, nil},
		{"no globals", memory1 + exportMem, 0, []string{"mem 2 0"}},
		{"no exports", memory1 + twoGlobals, 2, nil},
		{"both", memory1 + twoGlobals + exportMem, 2, []string{"mem 2 0", global0, global1}},
		{"no other exports", twoGlobals + section(sectionExport, "\x00"), 2, []string{global0, global1}},
		{"custom section behind", twoGlobals + exportMem + section(0, "\x04name"), 2, []string{"mem 2 0", global0, global1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, globals, err := exportGlobals([]byte(wasmHeader + c.module))
			if err != nil {
				t.Fatal(err)
			}
			if globals != c.globals {
				t.Errorf("%d globals, want %d", globals, c.globals)
			}
			if diff := cmp.Diff(c.exports, exports(t, out)); diff != "" {
				t.Errorf("exports (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExportGlobalsRefuses(t *testing.T) {
	for name, wasm := range map[string]string{
		"nothing":             "",
		"another file":        "\x7fELF\x01\x00\x00\x00",
		"half a header":       "\x00asm\x01",
		"section without end": wasmHeader + "\x06",
		"section too long":    wasmHeader + "\x06\x05\x00",
		"no count of globals": wasmHeader + "\x06\x00",
		"more globals than bytes": wasmHeader + section(sectionGlobal, "\xff\xff\xff\xff\x0f") +
			section(sectionExport, "\x00"),
		"no count of exports": wasmHeader + "\x07\x00",
	} {
		if _, _, err := exportGlobals([]byte(wasm)); !errors.Is(err, errWasm) {
			t.Errorf("%s: error %v, want %v", name, err, errWasm)
		}
	}
}

// FuzzExportGlobals holds that what is no module is an error, never a panic, and that the input stays as it was.
func FuzzExportGlobals(f *testing.F) {
	f.Add([]byte(wasmHeader + memory1 + twoGlobals + exportMem))
	f.Add([]byte(wasmHeader + "\x06\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, wasm []byte) {
		before := slices.Clone(wasm)
		out, globals, err := exportGlobals(wasm)
		if err == nil && (globals > len(wasm) || len(out) < 8) {
			t.Errorf("%d globals in %d bytes, written in %d", globals, len(wasm), len(out))
		}
		if !slices.Equal(before, wasm) {
			t.Error("the input was changed")
		}
	})
}
