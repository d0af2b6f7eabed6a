package model

import (
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// Config says how to read a trace. Its zero value reads the services of this module and assumes no bound on a batch.
type Config struct {
	// Batch is the largest number of records of one partition that a consumer has in flight; 0 means that it is unknown, and that a
	// replay of any length counts as one.
	Batch int
	// Concurrent says that several batches may be in flight at once, so that an incarnation may store an offset below what it has written
	// already. Batch is then the records of all of them together.
	Concurrent bool
	// Start is where a group without a stored offset begins; the zero value is Earliest.
	Start StartPolicy
	// End is how the run ended; the zero value, Open, means that it was cut short, so that lag is not held against it.
	End End

	// Identify gives the identity of an appended record, or "" to name it by its place ("topic/2/17"); nil means Identity.
	Identify func(key, value string) string
	// Effect reads an effect that a sink applied; nil means RedisEffect.
	Effect func(trace.Event) (Effect, bool)
	// Decode gives the identities of the records that an effect reveals; nil means DecodeValue.
	Decode func(Effect) []string
	// Commits reads the offsets that an event stores; nil means AnyCommits. A consumer that keeps offsets in two places is judged by one
	// of them.
	Commits func(trace.Event) []Commit
	// LossReport reads the consumer's durable report that records vanished; nil means that silent loss is not judged.
	LossReport func(trace.Event) (LossReport, bool)
	// Operator reports whether a client is an operator, who may move offsets; nil means one that is named operator, or not at all.
	Operator func(client string) bool
}

// A StartPolicy is where a group without a stored offset begins.
type StartPolicy uint8

const (
	// Earliest begins at the start of the log.
	Earliest StartPolicy = iota
	// Latest begins at the end that the log had at the first start. What was appended before the group is seen to have begun is outside
	// the ledger: below the first offset that it stored, the first record that it handled, or the first offset that it fetched from,
	// whichever came first. So a group must store where it begins before it reads; one that reads, stores nothing, and begins again at a
	// later end has lost what lies between. A life that ended before any of the three is no start, as nobody can tell what it knew. If
	// none of the three is ever seen, what was appended after the group had first asked for the log's end still has to be read. A
	// partition that came into being after the group began is read from its start.
	Latest
)

// An End is how a run ended.
type End uint8

const (
	Open    End = iota // cut short: what is not read yet is pending
	Drained            // the world says that the consumer came to rest: it must have read everything
	Bound              // a bound of the run was reached, on time or on events: what is not read yet is stuck
)

// A LossReport is a consumer's own, durable statement that offsets From until Until of a partition could not be read.
type LossReport struct {
	Topic       string
	Partition   int
	From, Until int64
	Former      bool // they are of the topic that had the name before
}

func (c Config) withDefaults() Config {
	if c.Identify == nil {
		c.Identify = func(_, value string) string { return Identity(value) }
	}
	if c.Effect == nil {
		c.Effect = RedisEffect
	}
	if c.Decode == nil {
		c.Decode = DecodeValue
	}
	if c.Commits == nil {
		c.Commits = AnyCommits
	}
	if c.Operator == nil {
		c.Operator = func(client string) bool { return client == "" || strings.HasPrefix(client, "operator") }
	}
	return c
}
