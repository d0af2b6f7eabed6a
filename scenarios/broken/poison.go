package main

import (
	"context"
	"errors"
	"regexp"

	"github.com/onceover/onceover/consumer"
)

// toxic are the records that cannot be processed: every tenth of a partition.
var toxic = regexp.MustCompile(`rec-[0-9]+-[0-9]{5}3`)

// poison is no mistake of the consumer's: its processing fails on some records, whenever it tries.
func poison(c *consumer.Config) {
	process := c.Process
	c.Process = func(r consumer.Record) ([]byte, error) {
		if toxic.Match(r.Value) {
			return nil, errors.New("this record is poison")
		}
		return process(r)
	}
}

// panics is no mistake of the consumer's either: it panics where its sink fails it, in place of saying so.
func panics(c *consumer.Config) { c.Sink = panickingSink{c.Sink} }

// panickingSink never answers an error.
type panickingSink struct{ consumer.Sink }

// Write implements consumer.Sink.
func (s panickingSink) Write(ctx context.Context, b consumer.Batch) error {
	if err := s.Sink.Write(ctx, b); err != nil {
		panic(err)
	}
	return nil
}
