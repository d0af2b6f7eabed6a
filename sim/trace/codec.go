package trace

import (
	"encoding/binary"
	"errors"
)

var (
	errShort = errors.New("trace: arguments end early")
	errKind  = errors.New("trace: argument is neither number nor text")
)

// What an argument is, in its binary form.
const (
	kindNumber = 0
	kindText   = 1
)

// AppendString adds a length and the string's bytes.
func AppendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// CutString is the inverse of AppendString.
func CutString(b []byte) (s string, rest []byte, err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k) {
		return "", nil, errShort
	}
	return string(b[k : k+int(n)]), b[k+int(n):], nil
}

// AppendArgs adds the binary form of the arguments; services send it across the boundary of their process.
func AppendArgs(b []byte, args []Arg) []byte {
	b = binary.AppendUvarint(b, uint64(len(args)))
	for _, a := range args {
		b = AppendString(b, a.Key)
		if a.IsText {
			b = AppendString(append(b, kindText), a.Text)
		} else {
			b = binary.AppendVarint(append(b, kindNumber), a.Number)
		}
	}
	return b
}

// CutArgs is the inverse of AppendArgs.
func CutArgs(b []byte) (args []Arg, rest []byte, err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, nil, errShort
	}
	b = b[k:]
	for range n {
		var a Arg
		if a, b, err = cutArg(b); err != nil {
			return nil, nil, err
		}
		args = append(args, a)
	}
	return args, b, nil
}

func cutArg(b []byte) (a Arg, rest []byte, err error) {
	if a.Key, b, err = CutString(b); err != nil {
		return Arg{}, nil, err
	}
	if len(b) == 0 {
		return Arg{}, nil, errShort
	}
	switch b[0] {
	case kindText:
		a.IsText = true
		a.Text, b, err = CutString(b[1:])
		return a, b, err
	case kindNumber:
		v, k := binary.Varint(b[1:])
		if k <= 0 {
			return Arg{}, nil, errShort
		}
		a.Number = v
		return a, b[1+k:], nil
	}
	return Arg{}, nil, errKind
}
