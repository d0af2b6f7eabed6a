package zookeeper

import (
	"crypto/sha1"
	"encoding/base64"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// The permissions of an ACL entry.
const (
	PermRead   int32 = 1
	PermWrite  int32 = 2
	PermCreate int32 = 4
	PermDelete int32 = 8
	PermAdmin  int32 = 16
	PermAll    int32 = 31
)

// An ID is who somebody is, under a scheme: world:anyone, ip:10.0.0.9, digest:user:hash, super.
type ID struct{ Scheme, ID string }

// An ACL is one entry of a znode's access control list.
type ACL struct {
	Perms int32
	ID
}

var (
	anyone  = ID{"world", "anyone"}
	openACL = []ACL{{PermAll, anyone}}
	readACL = []ACL{{PermRead, anyone}}
)

// user is the part of an identity that is no secret.
func (id ID) user() string {
	if id.Scheme == "digest" {
		name, _, _ := strings.Cut(id.ID, ":")
		return name
	}
	return id.ID
}

func (d *decoder) acl() []ACL {
	n := d.count(12)
	if n == 0 {
		return nil
	}
	if n == 1 {
		if a := (ACL{d.int32(), ID{d.string(), d.string()}}); a != openACL[0] {
			return []ACL{a}
		}
		return openACL
	}
	list := make([]ACL, 0, n)
	for range n {
		list = append(list, ACL{d.int32(), ID{d.string(), d.string()}})
	}
	return list
}

func appendACL(b []byte, list []ACL) []byte {
	b = appendInt32(b, int32(len(list)))
	for _, a := range list {
		b = appendString(appendString(appendInt32(b, a.Perms), a.Scheme), a.ID.ID)
	}
	return b
}

// allowed reports whether one of the caller's identities has the permission.
func allowed(acl []ACL, perm int32, ids []ID) bool {
	if len(acl) == 0 {
		return true
	}
	if acl[0].ID == anyone && acl[0].Perms&perm != 0 {
		return true
	}
	if slices.ContainsFunc(ids, func(id ID) bool { return id.Scheme == "super" }) {
		return true
	}
	return slices.ContainsFunc(acl, func(a ACL) bool {
		return a.Perms&perm != 0 && (a.ID == anyone || slices.ContainsFunc(ids, a.matches))
	})
}

func (a ACL) matches(id ID) bool {
	if a.Scheme != id.Scheme {
		return false
	}
	if a.Scheme != "ip" {
		return a.ID == id
	}
	network, err := parsePrefix(a.ID.ID)
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
func fixed(acl []ACL, ids []ID) ([]ACL, bool) {
	if len(acl) == 1 && acl[0].ID == anyone {
		return acl, true
	}
	var list []ACL
	for i, a := range acl {
		switch {
		case slices.Contains(acl[:i], a):
		case a.Scheme == "auth":
			n := len(list)
			for _, id := range ids {
				if id.Scheme == "digest" {
					list = append(list, ACL{a.Perms, id})
				}
			}
			if len(list) == n {
				return nil, false
			}
		case a.ID == anyone || validID(a.ID):
			list = append(list, a)
		default:
			return nil, false
		}
	}
	return list, len(list) > 0
}

func validID(id ID) bool {
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
func masked(acl []ACL) []ACL {
	list := slices.Clone(acl)
	for i := range list {
		if name, _, ok := strings.Cut(list[i].ID.ID, ":"); ok && list[i].Scheme == "digest" {
			list[i].ID.ID = name + ":x"
		}
	}
	return list
}

// digestID is the identity that user:password gives.
func digestID(credentials []byte) ID {
	user, _, _ := strings.Cut(string(credentials), ":")
	sum := sha1.Sum(credentials)
	return ID{"digest", user + ":" + base64.StdEncoding.EncodeToString(sum[:])}
}
