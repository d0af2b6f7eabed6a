package zookeeper

import (
	"cmp"
	"crypto/sha1"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// authenticate answers an auth, or a sasl where SASL is not configured. Neither counts as being heard of, and neither
// takes a transaction id; the reply has the zxid 0.
func (s *State) authenticate(c *client, r *wire.Request) wire.Reply {
	switch {
	case r.Malformed || r.Op == wire.OpSASL && r.Data == nil:
		s.effects.Silent, s.effects.HangUp = true, true
		return wire.Reply{}
	case r.Op == wire.OpSASL || r.Scheme == "ip":
		return wire.Reply{}
	case r.Scheme != "digest" || r.Data == nil:
		s.effects.HangUp = true
		return wire.Reply{Err: wire.AuthFailed}
	}
	id := digestID(wire.Text(r.Data))
	if id.ID == s.config.SuperDigest {
		c.add(wire.ID{Scheme: "super"})
	}
	c.add(id)
	return wire.Reply{}
}

// digestID is the identity that user:password gives.
func digestID(credentials string) wire.ID {
	user, _, _ := strings.Cut(credentials, ":")
	sum := sha1.Sum([]byte(credentials))
	return wire.ID{Scheme: "digest", ID: user + ":" + base64.StdEncoding.EncodeToString(sum[:])}
}

// add gives a connection one more identity. The real server keeps them in a ConcurrentHashMap, whose order shows in
// whoAmI and in the ACLs that "auth" becomes: by bucket, of which there are 16 for up to 11 identities and twice as
// many for each doubling.
func (c *client) add(id wire.ID) {
	if slices.Contains(c.ids, id) {
		return
	}
	c.ids = append(c.ids, id)
	buckets := uint32(16)
	for len(c.ids) >= int(buckets)*3/4 {
		buckets *= 2
	}
	slices.SortStableFunc(c.ids, func(a, b wire.ID) int { return cmp.Compare(bucketOf(a, buckets), bucketOf(b, buckets)) })
}

// bucketOf spreads Id.hashCode as ConcurrentHashMap does.
func bucketOf(id wire.ID, buckets uint32) uint32 {
	h := 37*(37*17+javaHash(id.Scheme)) + javaHash(id.ID)
	return (h ^ h>>16) & 0x7fffffff & (buckets - 1)
}
