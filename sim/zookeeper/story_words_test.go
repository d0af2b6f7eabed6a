package zookeeper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// parseStoryRequest reads "create /a data", "create -es /a", "set /a data v3", "get -w /a" and so on; "multi" takes
// several, with ; between them.
func parseStoryRequest(t *testing.T, words []string) wire.Request {
	verb, args := words[0], words[1:]
	if verb == "multi" || verb == "multiRead" {
		r := wire.Request{Op: opOf(t, verb)}
		for len(args) > 0 {
			n := slices.Index(args, ";")
			if n < 0 {
				n = len(args)
			}
			r.Ops = append(r.Ops, parseStoryRequest(t, args[:n]))
			args = args[min(n+1, len(args)):]
		}
		return r
	}
	r := wire.Request{Op: opOf(t, verb), Version: -1, ACL: wire.OpenACL, TTL: -1, Watches: &wire.WatchLists{}}
	var plain []string
	for _, a := range args {
		option(t, &r, a, &plain)
	}
	if r.Op == wire.OpAuth {
		r.Scheme, r.Data = plain[0], []byte(plain[1])
		return r
	}
	if len(plain) > 0 {
		r.Path = plain[0]
	}
	if len(plain) > 1 {
		r.Data = []byte(plain[1])
	}
	return r
}

func option(t *testing.T, r *wire.Request, word string, plain *[]string) {
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatalf("%q: %v", word, err)
		}
		return n
	}
	key, value, _ := strings.Cut(word, "=")
	switch key {
	case "-e":
		r.Flags = flagEphemeral
	case "-s":
		r.Flags = flagSequence
	case "-es":
		r.Flags = flagEphemeral | flagSequence
	case "-w":
		r.Watch = true
	case "flags", "mode":
		r.Flags = int32(number(value))
	case "version":
		r.Version = int32(number(value))
	case "ttl":
		r.TTL = number(value)
	case "zxid":
		r.Zxid = number(value)
	case "acl":
		r.ACL = parseStoryACL(value)
	case "data":
		r.Watches.Data = strings.Split(value, ",")
	case "exist":
		r.Watches.Exist = strings.Split(value, ",")
	case "child":
		r.Watches.Child = strings.Split(value, ",")
	default:
		*plain = append(*plain, word)
	}
}

// parseStoryACL reads "31:world:anyone,1:digest:user:hash".
func parseStoryACL(s string) []wire.ACL {
	var list []wire.ACL
	for _, entry := range strings.Split(s, ",") {
		if f := strings.SplitN(entry, ":", 3); len(f) == 3 {
			perms, _ := strconv.Atoi(f[0])
			list = append(list, wire.ACL{Perms: int32(perms), ID: wire.ID{Scheme: f[1], ID: f[2]}})
		}
	}
	return list
}

func opOf(t *testing.T, verb string) wire.Op {
	if op, ok := wire.ParseOp(verb); ok {
		return op
	}
	t.Fatalf("no operation %q", verb)
	return 0
}

func (w *teller) body(r *wire.Reply) string {
	stat := fmt.Sprintf(" czxid=%s mzxid=%s pzxid=%s version=%d cversion=%d aversion=%d owner=%s length=%d children=%d",
		zxidText(r.Stat.Czxid), zxidText(r.Stat.Mzxid), zxidText(r.Stat.Pzxid), r.Stat.Version, r.Stat.Cversion, r.Stat.Aversion,
		w.session(r.Stat.EphemeralOwner), r.Stat.DataLength, r.Stat.NumChildren)
	switch r.Op {
	case wire.OpCreate, wire.OpSync:
		return " " + r.Path
	case wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL:
		return " " + r.Path + stat
	case wire.OpExists, wire.OpSetData, wire.OpSetACL:
		return stat
	case wire.OpGetData:
		if r.Data == nil {
			return " null" + stat
		}
		return fmt.Sprintf(" %q", r.Data) + stat
	case wire.OpGetACL:
		return fmt.Sprintf(" %v", r.ACL)
	case wire.OpGetChildren, wire.OpGetChildren2, wire.OpGetEphemerals:
		return fmt.Sprintf(" %q", r.Names)
	case wire.OpGetAllChildrenNumber:
		return fmt.Sprintf(" %d", r.Count)
	case wire.OpWhoAmI:
		return fmt.Sprintf(" %v", r.IDs)
	}
	return ""
}
