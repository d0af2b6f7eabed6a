package zookeeper

import (
	"crypto/sha1"
	"encoding/base64"
	"net/netip"
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
	network, err := parsePrefix(entry.ID)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(id.ID)
	return err == nil && network.Contains(address)
}

func parsePrefix(s string) (netip.Prefix, error) {
	text, bits, masked := strings.Cut(s, "/")
	address, err := netip.ParseAddr(text)
	if err != nil || !masked {
		return netip.PrefixFrom(address, address.BitLen()), err
	}
	n, err := strconv.Atoi(bits)
	if err != nil {
		return netip.Prefix{}, err
	}
	return address.Prefix(n)
}

// fixed is the list as it is stored: without repetitions, and with auth replaced by the caller's identities. False
// says that the list is invalid.
func fixed(acl []wire.ACL, ids []wire.ID) ([]wire.ACL, bool) {
	if len(acl) == 1 && acl[0].ID == wire.Anyone {
		return acl, true
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
				return nil, false
			}
		case a.ID == wire.Anyone || validID(a.ID):
			list = append(list, a)
		default:
			return nil, false
		}
	}
	return list, len(list) > 0
}

func validID(id wire.ID) bool {
	switch id.Scheme {
	case "digest":
		user, hash, ok := strings.Cut(id.ID, ":")
		return ok && user != "" && hash != "" && !strings.Contains(hash, ":")
	case "ip":
		_, err := parsePrefix(id.ID)
		return err == nil
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

// digestID is the identity that user:password gives.
func digestID(credentials []byte) wire.ID {
	user, _, _ := strings.Cut(string(credentials), ":")
	sum := sha1.Sum(credentials)
	return wire.ID{Scheme: "digest", ID: user + ":" + base64.StdEncoding.EncodeToString(sum[:])}
}
