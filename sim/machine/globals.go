package machine

import (
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	sectionGlobal = 6
	sectionExport = 7
	exportGlobal  = 3
)

var errWasm = errors.New("not a WebAssembly module")

// exportGlobals rewrites a module so that each of its globals is exported as globalName(i). A Go program keeps its stack
// pointer, its current goroutine and its return registers there; with the linear memory they are the whole state of an
// instance that is not executing. It imports no globals, which would come first in the order. Whether the module is valid
// otherwise, its compilation says.
func exportGlobals(wasm []byte) ([]byte, int, error) {
	if len(wasm) < 8 || string(wasm[:4]) != "\x00asm" {
		return nil, 0, errWasm
	}
	out := append(make([]byte, 0, len(wasm)+256), wasm[:8]...)
	globals := 0
	for rest := wasm[8:]; len(rest) > 0; {
		size, k := binary.Uvarint(rest[1:])
		if k <= 0 || size > uint64(len(rest)-1-k) {
			return nil, 0, errWasm
		}
		end := 1 + k + int(size)
		id, body := rest[0], rest[1+k:end]
		switch id {
		case sectionGlobal:
			n, k := binary.Uvarint(body)
			if k <= 0 || n > uint64(len(body)) {
				return nil, 0, errWasm
			}
			globals = int(n)
			out = append(out, rest[:end]...)
		case sectionExport: // the format puts it behind the global section
			added, err := appendExports(body, globals)
			if err != nil {
				return nil, 0, err
			}
			out = binary.AppendUvarint(append(out, sectionExport), uint64(len(added)))
			out = append(out, added...)
		default:
			out = append(out, rest[:end]...)
		}
		rest = rest[end:]
	}
	return out, globals, nil
}

func appendExports(body []byte, globals int) ([]byte, error) {
	count, k := binary.Uvarint(body)
	if k <= 0 {
		return nil, errWasm
	}
	out := binary.AppendUvarint(nil, count+uint64(globals))
	out = append(out, body[k:]...)
	for i := range globals {
		name := globalName(i)
		out = append(binary.AppendUvarint(out, uint64(len(name))), name...)
		out = binary.AppendUvarint(append(out, exportGlobal), uint64(i))
	}
	return out, nil
}

func globalName(i int) string { return fmt.Sprintf("onceover.global.%d", i) }
