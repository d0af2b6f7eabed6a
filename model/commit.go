package model

import (
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// A Commit is a write to the group's offset store for one partition.
type Commit struct {
	Group     string
	Topic     string
	Partition int
	Offset    int64 // the next offset to read
	Client    string
	Txn       int64 // as Effect.Txn: a commit within a transaction takes place together with its effects
	Removed   bool  // the stored offset was deleted
	Malformed bool  // what was written is not a plain decimal offset
}

// AnyCommit reads an offset from ZooKeeper or from Redis.
func AnyCommit(e trace.Event) (Commit, bool) {
	if c, ok := ZooKeeperCommit(e); ok {
		return c, true
	}
	return RedisCommit(e)
}

// ZooKeeperCommit reads a write to /consumers/<group>/offsets/<topic>/<partition>, below any chroot.
func ZooKeeperCommit(e trace.Event) (Commit, bool) {
	if e.Name != "zookeeper.write" {
		return Commit{}, false
	}
	parts := strings.Split(e.Str("path"), "/")
	n := len(parts)
	if n < 6 || parts[n-5] != "consumers" || parts[n-3] != "offsets" {
		return Commit{}, false
	}
	c := Commit{Group: parts[n-4], Topic: parts[n-2], Client: e.Str("client")}
	if !c.setPartition(parts[n-1]) {
		return Commit{}, false
	}
	if e.Str("kind") == "delete" {
		c.Removed = true
		return c, true
	}
	c.setOffset(e.Str("data"))
	return c, true
}

// RedisCommit reads a SET of offset:<group>:<topic>:<partition>.
func RedisCommit(e trace.Event) (Commit, bool) {
	if e.Name != "redis.effect" || e.Str("command") != "SET" {
		return Commit{}, false
	}
	rest, ok := strings.CutPrefix(e.Str("key"), "offset:")
	if !ok {
		return Commit{}, false
	}
	// Read from the right: a group's name may hold a colon, a topic's may not.
	beforePartition := strings.LastIndexByte(rest, ':')
	if beforePartition < 0 {
		return Commit{}, false
	}
	beforeTopic := strings.LastIndexByte(rest[:beforePartition], ':')
	if beforeTopic < 0 {
		return Commit{}, false
	}
	c := Commit{Group: rest[:beforeTopic], Topic: rest[beforeTopic+1 : beforePartition], Client: e.Str("client"), Txn: e.Int("txn")}
	if !c.setPartition(rest[beforePartition+1:]) {
		return Commit{}, false
	}
	c.setOffset(e.Str("value"))
	return c, true
}

func (c *Commit) setPartition(text string) bool {
	n, ok := plainDecimal(text)
	c.Partition = int(n)
	return ok && n <= 1<<31-1
}

func (c *Commit) setOffset(text string) {
	n, ok := plainDecimal(text)
	c.Offset, c.Malformed = n, !ok
}

// plainDecimal reads 0 or a number without sign, space or leading zero, which is what other tools expect to find in the store.
func plainDecimal(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}
