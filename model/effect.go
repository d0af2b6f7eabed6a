package model

import (
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// An Effect is one value that a sink made durable.
type Effect struct {
	Command  string // the sink's verb, "RPUSH"
	Key      string
	Field    string
	Value    string
	Client   string // the incarnation that asked for it, "consumer#2"
	Txn      int64  // 0 outside a transaction, else the same number for all effects of one
	Lines    bool   // the value is results, a line each
	Absorbed bool   // the sink says that it changed nothing
	Lost     bool   // it is none: a power loss left the key with no more than these Lines of those that were written to it
	// Overwrites says that the value replaces what the key and field held, or joins a set that holds a value once.
	Overwrites bool
}

// RedisEffect reads a redis.effect event.
func RedisEffect(e trace.Event) (Effect, bool) {
	if e.Name != "redis.effect" {
		return Effect{}, false
	}
	var f Effect
	for _, a := range e.Args {
		switch a.Key {
		case "command":
			f.Command = a.Text
		case "key":
			f.Key = a.Text
		case "field":
			f.Field = a.Text
		case "value":
			f.Value = a.Text
		case "client":
			f.Client = a.Text
		case "txn":
			f.Txn = a.Number
		}
	}
	f.Overwrites = overwrites(f.Command)
	return f, true
}

// target names what an overwriting effect replaces.
func (f *Effect) target() string {
	if f.Field == "" {
		return f.Key
	}
	return f.Key + "\x00" + f.Field
}

// overwrites reports whether writing the same value once more by this Redis command leaves the sink as it was.
func overwrites(command string) bool {
	switch command {
	case "SET", "SETEX", "PSETEX", "SETNX", "GETSET", "MSET", "MSETNX", "HSET", "HMSET", "HSETNX", "SADD", "ZADD", "LSET":
		return true
	}
	return false
}

// DecodeValue returns the identity tokens that an effect's value contains, each once for each result.
func DecodeValue(f Effect) []string {
	if !f.Lines {
		return Identities(f.Value)
	}
	var all []string
	for line := range strings.Lines(f.Value) {
		all = append(all, Identities(line)...)
	}
	return all
}
