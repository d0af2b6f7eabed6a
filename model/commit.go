package model

import (
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// A Commit is a write to the group's offset store for one partition.
type Commit struct {
	Store     string // which of several that a group has its offsets in; the newest offset counts, wherever it is
	Group     string
	Topic     string
	TopicID   string // of the only log that the offset counts for, in hexadecimal as facts have it; "" is that of the newest
	Partition int
	Offset    int64 // the next offset to read
	Client    string
	Txn       int64  // as Effect.Txn: a commit within a transaction takes place together with its effects; below 0 in a store's own
	Mark      string // names the write where one is shown again and again: a second commit of the same mark is none
	Removed   bool   // the stored offset was deleted
	Malformed bool   // what was written is not an offset in the one form that it may have
	Record    bool   // it stands beside the plain offset of its partition: the two are one, and must say the same
	Restored  bool   // a backup of the store was put back
	Lost      bool   // a power loss took back what the store had taken
}

// AnyCommits reads an offset from ZooKeeper or from Redis.
func AnyCommits(e trace.Event) []Commit {
	if e.Name == "zookeeper.write" {
		return ZooKeeperCommits(e)
	}
	return RedisCommits(e)
}

// RedisCommits reads a SET of offset:<group>:<topic>:<partition>.
func RedisCommits(e trace.Event) []Commit {
	if e.Name != "redis.effect" || e.Str("command") != "SET" {
		return nil
	}
	rest, ok := strings.CutPrefix(e.Str("key"), "offset:")
	if !ok {
		return nil
	}
	// Read from the right: a group's name may hold a colon, a topic's may not.
	beforePartition := strings.LastIndexByte(rest, ':')
	if beforePartition < 0 {
		return nil
	}
	beforeTopic := strings.LastIndexByte(rest[:beforePartition], ':')
	if beforeTopic < 0 {
		return nil
	}
	c := Commit{Group: rest[:beforeTopic], Topic: rest[beforeTopic+1 : beforePartition], Client: e.Str("client"), Txn: e.Int("txn")}
	if !c.setPartition(rest[beforePartition+1:]) {
		return nil
	}
	c.setOffset(e.Str("value"))
	return []Commit{c}
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
