package wire

import "strings"

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

// Anyone is the identity that everybody has.
var Anyone = ID{"world", "anyone"}

// OpenACL lets anyone do anything. It is shared: nobody may write to it.
var OpenACL = []ACL{{PermAll, Anyone}}

// User is the part of an identity that is no secret.
func (id ID) User() string {
	if id.Scheme == "digest" {
		name, _, _ := strings.Cut(id.ID, ":")
		return name
	}
	return id.ID
}

// acl also reports whether an identity is null where that makes the server stumble (a NullPointerException): under the
// schemes that look at it, and where it is compared with another of the same scheme.
func (d *decoder) acl() (list []ACL, nullID bool) {
	n := d.count(12)
	if n == 0 {
		return nil, false
	}
	if n == 1 {
		if a := d.entry(&nullID); a != OpenACL[0] {
			return []ACL{a}, nullID
		}
		return OpenACL, nullID
	}
	list = make([]ACL, 0, n)
	for range n {
		list = append(list, d.entry(&nullID))
	}
	return list, nullID
}

func (d *decoder) entry(nullID *bool) ACL {
	a := ACL{Perms: d.int32()}
	a.Scheme = d.string()
	null := d.peek() == -1
	a.ID.ID = d.string()
	*nullID = *nullID || null && (a.Scheme == "world" || a.Scheme == "ip" || a.Scheme == "digest")
	return a
}

// appendACL writes a vector of entries, whose strings are written by that function.
func appendACL(b []byte, list []ACL, text func([]byte, string) []byte) []byte {
	b = appendInt32(b, int32(len(list)))
	for _, a := range list {
		b = text(text(appendInt32(b, a.Perms), a.Scheme), a.ID.ID)
	}
	return b
}
