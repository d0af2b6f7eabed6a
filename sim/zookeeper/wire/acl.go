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

func (d *decoder) acl() []ACL {
	n := d.count(12)
	if n == 0 {
		return nil
	}
	if n == 1 {
		if a := (ACL{d.int32(), ID{d.string(), d.string()}}); a != OpenACL[0] {
			return []ACL{a}
		}
		return OpenACL
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
