package main

import (
	"context"
	"slices"

	"github.com/onceover/onceover/consumer"
)

// The mistakes of this file are about which offset it is that is stored, or read.

// moved stores other offsets than it is told, and reads others than are stored; both are nil where that is not so.
type moved struct {
	inner
	store func(r *consumer.Range)
	load  func(at *consumer.Position)
}

// Load implements consumer.Store.
func (m moved) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	found, err := m.inner.Load(ctx, partitions)
	if err != nil || m.load == nil {
		return found, err
	}
	for _, p := range partitions {
		if at, ok := found[p]; ok {
			m.load(&at)
			found[p] = at
		}
	}
	return found, nil
}

// Store implements consumer.Store.
func (m moved) Store(ctx context.Context, c consumer.Commit) error {
	if m.store != nil && !first(c.Ranges) {
		c.Ranges = slices.Clone(c.Ranges)
		for i := range c.Ranges {
			m.store(&c.Ranges[i])
		}
	}
	return m.inner.Store(ctx, c)
}

// lastOffset stores the offset of the last record instead of the next one. Every restart repeats that record.
//
// Both conventions are in use, and programs that mix them are easily found.
func lastOffset(c *consumer.Config) {
	c.Store = moved{inner: c.Store, store: func(r *consumer.Range) { r.Until-- }}
}

// oneTooFar takes what is stored for the last offset that was handled, where it is the next one. Every restart jumps over a
// record.
//
// After weiboad/kafka-php#141: "lost first message".
func oneTooFar(c *consumer.Config) {
	c.Store = moved{inner: c.Store, load: behindLast}
}

// behindLast is where to go on if what is stored is the last offset that was handled. Where nothing was, it is 0.
func behindLast(at *consumer.Position) {
	if at.Offset > 0 {
		at.Offset++
	}
}

// oldConvention is what comes back when a build is rolled back: the first build stores the next offset, and the other one,
// which is older, the last one that was handled. It jumps over a record of each partition when it takes over.
//
// It is the mistake of the rollback, not of a build: each is right by itself.
func oldConvention(c *consumer.Config) {
	if version == "v1" {
		return
	}
	c.Store = moved{inner: c.Store, store: func(r *consumer.Range) { r.Until-- }, load: behindLast}
}

// narrowOffset keeps offsets in too few bits: of eight, where 32 were too few in earnest, because the logs here are short.
// What is stored begins anew from 0, and a restart handles again what had long been stored.
//
// Kafka's offsets have 64 bits, and programs that keep them in an int of 32 run for years before they find out.
func narrowOffset(c *consumer.Config) {
	c.Store = moved{inner: c.Store, store: func(r *consumer.Range) { r.Until = int64(uint8(r.Until)) }}
}

// staleEpoch stores the leader epoch that it saw first, whoever leads now. After a restart that epoch ends, for the brokers,
// below the stored offset, so that what is in the log is taken for lost.
//
// After KAFKA-19902: a committed offset with a stale leader epoch is out of range after the leader has changed.
func staleEpoch(c *consumer.Config) {
	seen := map[consumer.Partition]int32{}
	c.Store = moved{inner: c.Store, store: func(r *consumer.Range) {
		if _, known := seen[r.Partition]; !known && r.Epoch != consumer.NoEpoch {
			seen[r.Partition] = r.Epoch
		}
		if epoch, known := seen[r.Partition]; known {
			r.Epoch = epoch
		}
	}}
}
