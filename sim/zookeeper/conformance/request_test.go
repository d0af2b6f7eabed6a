package conformance

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// words cuts a line at spaces; what is in quotes is one word, with its quotes.
func words(t *testing.T, line string) []string {
	var all []string
	for {
		line = strings.TrimLeft(line, " ")
		if line == "" {
			return all
		}
		end := strings.IndexByte(line, ' ')
		if line[0] == '"' {
			quoted, err := strconv.QuotedPrefix(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			end = len(quoted)
		} else if end < 0 {
			end = len(line)
		}
		all = append(all, line[:end])
		line = line[end:]
	}
}

// plain is a word without its quotes.
func plain(word string) string {
	if s, err := strconv.Unquote(word); err == nil {
		return s
	}
	return word
}

func number(t *testing.T, word string) int64 {
	n, err := strconv.ParseInt(word, 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// split cuts words at a separator.
func split(all []string, separator string) [][]string {
	parts := [][]string{nil}
	for _, word := range all {
		if word == separator {
			parts = append(parts, nil)
		} else {
			parts[len(parts)-1] = append(parts[len(parts)-1], word)
		}
	}
	return parts
}

// opOf finds an operation by its name, or by its number: op10, op-1.
func opOf(t *testing.T, word string) wire.Op {
	if op, ok := wire.ParseOp(word); ok {
		return op
	}
	if n, ok := strings.CutPrefix(word, "op"); ok {
		return wire.Op(number(t, n))
	}
	t.Fatalf("no operation %q", word)
	return 0
}

// parseRequest reads "create /a data", "create -es /a", "setData /a data version=3", "getData -w /a" and so on; multi
// and multiRead take several, with ; between them.
func parseRequest(t *testing.T, all []string) wire.Request {
	r := wire.Request{Op: opOf(t, all[0]), Version: -1, ACL: wire.OpenACL, Watches: &wire.WatchLists{}}
	if r.Op == wire.OpMulti || r.Op == wire.OpMultiRead {
		for _, part := range split(all[1:], ";") {
			if len(part) > 0 {
				r.Ops = append(r.Ops, parseRequest(t, part))
			}
		}
		return r
	}
	var rest []string
	for _, word := range all[1:] {
		if !option(t, &r, word) {
			rest = append(rest, plain(word))
		}
	}
	if len(rest) > 0 {
		r.Path, r.Scheme = rest[0], rest[0]
	}
	if len(rest) > 1 {
		r.Data = []byte(rest[1])
	}
	return r
}

func option(t *testing.T, r *wire.Request, word string) bool {
	key, value, _ := strings.Cut(word, "=")
	list := strings.Split(value, ",")
	switch key {
	case "-e":
		r.Flags = 1
	case "-s":
		r.Flags = 2
	case "-es":
		r.Flags = 3
	case "-w":
		r.Watch = true
	case "flags", "mode", "type":
		r.Flags = int32(number(t, value))
	case "version":
		r.Version = int32(number(t, value))
	case "ttl":
		r.TTL = number(t, value)
	case "zxid":
		r.Zxid = number(t, value)
	case "size":
		r.Data = bytes.Repeat([]byte("x"), int(number(t, value)))
	case "acl":
		r.ACL = parseACL(t, value)
	case "data":
		r.Watches.Data = list
	case "exist":
		r.Watches.Exist = list
	case "child":
		r.Watches.Child = list
	case "persistent":
		r.Watches.Persistent = list
	case "recursive":
		r.Watches.Recursive = list
	default:
		return false
	}
	return true
}

// parseACL reads "31:world:anyone,1:digest:user:hash"; nothing is an empty list.
func parseACL(t *testing.T, s string) []wire.ACL {
	list := []wire.ACL{}
	for entry := range strings.SplitSeq(s, ",") {
		if f := strings.SplitN(entry, ":", 3); len(f) == 3 {
			list = append(list, wire.ACL{Perms: int32(number(t, f[0])), ID: wire.ID{Scheme: f[1], ID: f[2]}})
		}
	}
	return list
}

// assemble makes bytes of words: "text" is a length and bytes, 5 an int, 5L a long, true a byte, null a length of -1,
// acl the open ACL, 0xff00 the bytes themselves, x*100 a hundred times x.
func assemble(t *testing.T, all []string) []byte {
	var b []byte
	for _, word := range all {
		hexadecimal, isHex := strings.CutPrefix(word, "0x")
		times, isRun := strings.CutPrefix(word, "x*")
		long, isLong := strings.CutSuffix(word, "L")
		switch {
		case word[0] == '"':
			s := plain(word)
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
		case isHex:
			raw, err := hex.DecodeString(hexadecimal)
			if err != nil {
				t.Fatalf("%s: %v", word, err)
			}
			b = append(b, raw...)
		case isRun:
			b = append(b, strings.Repeat("x", int(number(t, times)))...)
		case isLong:
			b = binary.BigEndian.AppendUint64(b, uint64(number(t, long)))
		case word == "true":
			b = append(b, 1)
		case word == "false":
			b = append(b, 0)
		case word == "null":
			b = binary.BigEndian.AppendUint32(b, 0xffffffff)
		case word == "acl":
			b = append(b, assemble(t, []string{"1", "31", `"world"`, `"anyone"`})...)
		default:
			b = binary.BigEndian.AppendUint32(b, uint32(number(t, word)))
		}
	}
	return b
}

// framed puts the length before bytes.
func framed(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }
