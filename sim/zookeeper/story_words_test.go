package zookeeper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// parseStoryRequest reads "create /a data", "create -es /a", "set /a data v3", "get -w /a" and so on; "multi" takes
// several, with ; between them.
func parseStoryRequest(t *testing.T, words []string) Request {
	verb, args := words[0], words[1:]
	if verb == "multi" || verb == "multiRead" {
		r := Request{Op: opOf(t, verb)}
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
	r := Request{Op: opOf(t, verb), Version: -1, ACL: openACL, TTL: -1, Watches: &WatchLists{}}
	var plain []string
	for _, a := range args {
		option(t, &r, a, &plain)
	}
	if r.Op == OpAuth {
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

func option(t *testing.T, r *Request, word string, plain *[]string) {
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
func parseStoryACL(s string) []ACL {
	var list []ACL
	for _, entry := range strings.Split(s, ",") {
		if f := strings.SplitN(entry, ":", 3); len(f) == 3 {
			perms, _ := strconv.Atoi(f[0])
			list = append(list, ACL{int32(perms), ID{f[1], f[2]}})
		}
	}
	return list
}

func opOf(t *testing.T, verb string) Op {
	for op, name := range opNames {
		if name == verb {
			return op
		}
	}
	t.Fatalf("no operation %q", verb)
	return 0
}

func (w *teller) reply(r *Reply) {
	switch {
	case r.Silent:
		fmt.Fprint(&w.out, "no answer")
	case r.Err != OK:
		fmt.Fprintf(&w.out, "error %d", r.Err)
	default:
		fmt.Fprintf(&w.out, "ok%s", w.body(r))
	}
	fmt.Fprintf(&w.out, ", zxid %d", r.Zxid)
	if r.Close {
		fmt.Fprint(&w.out, ", and the connection ends")
	}
	fmt.Fprintln(&w.out)
	for i := range r.Results {
		if x := &r.Results[i]; x.Op == OpError {
			fmt.Fprintf(&w.out, "  error %d\n", x.Err)
		} else {
			fmt.Fprintf(&w.out, "  %s%s\n", x.Op, w.body(x))
		}
	}
}

func (w *teller) body(r *Reply) string {
	stat := fmt.Sprintf(" czxid=%d mzxid=%d pzxid=%d version=%d cversion=%d aversion=%d owner=%s length=%d children=%d",
		r.Stat.Czxid, r.Stat.Mzxid, r.Stat.Pzxid, r.Stat.Version, r.Stat.Cversion, r.Stat.Aversion,
		w.session(r.Stat.EphemeralOwner), r.Stat.DataLength, r.Stat.NumChildren)
	switch r.Op {
	case OpCreate, OpSync:
		return " " + r.Path
	case OpCreate2, OpCreateContainer, OpCreateTTL:
		return " " + r.Path + stat
	case OpExists, OpSetData, OpSetACL:
		return stat
	case OpGetData:
		if r.Data == nil {
			return " null" + stat
		}
		return fmt.Sprintf(" %q", r.Data) + stat
	case OpGetACL:
		return fmt.Sprintf(" %v", r.ACL)
	case OpGetChildren, OpGetChildren2, OpGetEphemerals:
		return fmt.Sprintf(" %q", r.Names)
	case OpGetAllChildrenNumber:
		return fmt.Sprintf(" %d", r.Count)
	case OpWhoAmI:
		return fmt.Sprintf(" %v", r.IDs)
	}
	return ""
}
