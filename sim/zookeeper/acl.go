package zookeeper

import (
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

var readACL = []wire.ACL{{Perms: wire.PermRead, ID: wire.Anyone}}

// allowed reports whether one of the caller's identities has the permission.
func allowed(acl []wire.ACL, perm int32, ids []wire.ID) bool {
	if len(acl) == 0 {
		return true
	}
	if acl[0].ID == wire.Anyone && acl[0].Perms&perm != 0 {
		return true
	}
	if slices.ContainsFunc(ids, func(id wire.ID) bool { return id.Scheme == "super" }) {
		return true
	}
	return slices.ContainsFunc(acl, func(a wire.ACL) bool {
		return a.Perms&perm != 0 && (a.ID == wire.Anyone || slices.ContainsFunc(ids, func(id wire.ID) bool { return grants(a.ID, id) }))
	})
}

// grants reports whether the identity of an entry stands for the one that a caller has.
func grants(entry, id wire.ID) bool {
	if entry.Scheme != id.Scheme {
		return false
	}
	if entry.Scheme != "ip" {
		return entry == id
	}
	network, bits, ok := parseNetwork(entry.ID)
	address, valid := parseIPv4(id.ID)
	return ok && valid && network>>(32-bits) == address>>(32-bits)
}

// parseNetwork reads 10.0.0.9 or 10.0.0.0/8. The real server knows nothing of IPv6 (IPAuthenticationProvider).
func parseNetwork(s string) (address uint32, bits int, ok bool) {
	text, mask, masked := strings.Cut(s, "/")
	address, ok = parseIPv4(text)
	if !masked || !ok {
		return address, 32, ok
	}
	bits, err := strconv.Atoi(mask)
	return address, bits, err == nil && bits >= 0 && bits <= 32
}

// parseIPv4 reads four numbers as Java's Integer.parseInt does, with signs and leading zeros.
func parseIPv4(s string) (uint32, bool) {
	var address uint32
	parts := strings.Split(s, ".")
	for _, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 255 {
			return 0, false
		}
		address = address<<8 | uint32(n)
	}
	return address, len(parts) == 4
}

// fixed is the list as it is stored: without repetitions, and with auth replaced by the caller's identities.
func fixed(r *wire.Request, ids []wire.ID) ([]wire.ACL, wire.Code) {
	acl := r.ACL
	if r.NullID {
		return nil, wire.MarshallingError
	}
	if len(acl) == 1 && acl[0].ID == wire.Anyone {
		return acl, wire.OK
	}
	var list []wire.ACL
	for i, a := range acl {
		switch {
		case slices.Contains(acl[:i], a):
		case a.Scheme == "auth":
			n := len(list)
			for _, id := range ids {
				if id.Scheme == "digest" {
					list = append(list, wire.ACL{Perms: a.Perms, ID: id})
				}
			}
			if len(list) == n {
				return nil, wire.InvalidACL
			}
		case a.ID == wire.Anyone || validID(a.ID):
			list = append(list, a)
		default:
			return nil, wire.InvalidACL
		}
	}
	if len(list) == 0 {
		return nil, wire.InvalidACL
	}
	return list, wire.OK
}

func validID(id wire.ID) bool {
	switch id.Scheme {
	case "digest":
		// two parts, as String.split counts them: empty ones at the end are none
		parts := strings.Split(strings.TrimRight(id.ID, ":"), ":")
		return len(parts) == 2
	case "ip":
		_, _, ok := parseNetwork(id.ID)
		return ok
	}
	return false
}

// masked hides the hashes of a list from those who may not change it.
func masked(acl []wire.ACL) []wire.ACL {
	list := slices.Clone(acl)
	for i := range list {
		if name, _, ok := strings.Cut(list[i].ID.ID, ":"); ok && list[i].Scheme == "digest" {
			list[i].ID.ID = name + ":x"
		}
	}
	return list
}
