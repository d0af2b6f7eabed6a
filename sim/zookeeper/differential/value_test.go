package differential

import (
	"bytes"
	"math"
	"strings"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// path draws one that is, was or may be a znode, one that all cases share, or one that cannot be.
func (s *story) path() string {
	switch n := rapid.IntRange(0, 31).Draw(s.t, "path"); {
	case n < 22:
		return rapid.SampledFrom(s.names).Draw(s.t, "name")
	case n < 27:
		return s.newPath()
	case n < 29:
		return rapid.SampledFrom([]string{"/", "", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"}).Draw(s.t, "shared")
	case n < 30:
		return s.quota()
	}
	return s.bad()
}

// own draws a path that no other case needs. Without it a case could lock the others out of the root.
func (s *story) own() string {
	if rapid.IntRange(0, 3).Draw(s.t, "own") == 0 {
		return s.newPath()
	}
	return rapid.SampledFrom(s.names).Draw(s.t, "name")
}

// newPath draws the path of a znode that may be created.
func (s *story) newPath() string {
	switch rapid.IntRange(0, 31).Draw(s.t, "new path") {
	case 27:
		return "/zookeeper" + s.root
	case 28, 29:
		return s.quota()
	case 30:
		return s.bad()
	}
	parent := rapid.SampledFrom(s.names).Draw(s.t, "parent")
	return parent + "/" + rapid.SampledFrom([]string{"a", "b", "c", "a", "b", "s-", "t", "", "0000000001", "s-0000000002", "é", "x y", "\uffef"}).Draw(s.t, "child")
}

// quota draws the znodes that limit the case's own.
func (s *story) quota() string {
	about := rapid.SampledFrom([]string{"", "/a", "/b", "/a/a"}).Draw(s.t, "limited")
	return "/zookeeper/quota" + s.root + about +
		rapid.SampledFrom([]string{"", "", "/zookeeper_limits", "/zookeeper_limits", "/zookeeper_stats"}).Draw(s.t, "quota")
}

func (s *story) bad() string {
	return s.root + rapid.SampledFrom([]string{
		"/", "//a", "/./a", "/a/..", "/.", "/...", "/.a", "/a\x00b", "/\x01", "/\x7f", "/\u009f", "/\ue000", "/\ufff0", "/😀",
		"/\xff", "/a\xc3", "/\xed\xa0\x80", "a", "/a//", "/" + strings.Repeat("long", 100),
	}).Draw(s.t, "bad")
}

func (s *story) paths() []string {
	var list []string
	for range rapid.IntRange(0, 2).Draw(s.t, "paths") {
		list = append(list, s.path())
	}
	return list
}

func (s *story) version() int32 {
	return rapid.SampledFrom([]int32{-1, -1, -1, -1, -1, -1, 0, 0, 0, 1, 1, 2, 3, -2, math.MaxInt32, math.MinInt32}).Draw(s.t, "version")
}

func (s *story) data() []byte {
	return rapid.SampledFrom([][]byte{
		nil, {}, []byte("x"), []byte("12345"), bytes.Repeat([]byte("ab"), 300), []byte("count=3,bytes=20"), []byte("count=-1,bytes=-1"),
	}).Draw(s.t, "data")
}

// credentials draws what a client authenticates with. The last one is the super user's.
func (s *story) credentials() []byte {
	return rapid.SampledFrom([][]byte{
		[]byte("ann:secret"), []byte("bob:secret"), []byte("ann:secret"), []byte("ann:other"), []byte("ann"), {}, []byte(":"), {0xff},
		[]byte("super:test"),
	}).Draw(s.t, "credentials")
}

// annID is what ann's credentials make of her.
const annID = "ann:7RJfAeIvrl4zdj6sS2fXrQHDvHM="

func (s *story) acl() []wire.ACL {
	if rapid.IntRange(0, 9).Draw(s.t, "acl") < 6 {
		return wire.OpenACL
	}
	entry := func(perms int32, scheme, id string) wire.ACL {
		return wire.ACL{Perms: perms, ID: wire.ID{Scheme: scheme, ID: id}}
	}
	all := []wire.ACL{
		entry(31, "world", "anyone"), entry(1, "world", "anyone"), entry(0, "world", "anyone"), entry(16, "world", "anyone"),
		entry(30, "world", "anyone"), entry(31, "auth", ""), entry(15, "auth", "x"), entry(31, "digest", annID),
		entry(7, "digest", "bob:x"), entry(1, "ip", "127.0.0.1"), entry(31, "ip", "10.0.0.0/8"), entry(31, "ip", "127.0.0.0/8"),
		entry(31, "digest", "ann"), entry(31, "ip", "nowhere"), entry(31, "world", "someone"), entry(31, "bogus", "x"),
		entry(31, "", ""), entry(31, "super", "x"), entry(31, "ip", "127.0.0.1/33"), entry(31, "digest", "a:b:c"), entry(64, "world", "anyone"),
		entry(-1, "digest", annID),
	}
	return rapid.SliceOfN(rapid.SampledFrom(all), 0, 3).Draw(s.t, "entries")
}
