package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strconv"
	"sync"

	"github.com/go-zookeeper/zk"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A connector is as much of Kafka 0.8's high-level consumer as one instance needs: it goes on from the offsets that are
// in ZooKeeper, a znode for each partition, and counts as consumed what it has handed out.
type connector struct {
	app  *app
	in   *source
	tree *zk.Conn

	mu       sync.Mutex
	consumed offsets // next offset to hand out

	committing sync.Mutex
	stored     offsets // as they were stored last
}

// openConnector reads where to begin. A partition without a znode begins where --start says, at its end by default
// (auto.offset.reset=largest). The caller closes the connector.
func (a *app) openConnector(ctx context.Context) (c *connector, err error) {
	opened := &connector{app: a, stored: offsets{}}
	defer func() {
		if err != nil {
			opened.close()
		}
	}()
	c = opened
	if c.in, err = a.openSource(ctx); err != nil {
		return nil, err
	}
	if c.tree, err = a.dialZooKeeper(); err != nil {
		return nil, err
	}
	if c.consumed, err = a.begin(ctx, c.in, logEnd); err != nil {
		return nil, err
	}
	for _, p := range c.in.partitions {
		text, found, err := readPath(c.tree, a.nodeOf(p))
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		if c.consumed[p], err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("read %s: %w", a.nodeOf(p), err)
		}
		c.stored[p] = c.consumed[p]
	}
	return c, nil
}

func (c *connector) close() {
	if c.in != nil {
		c.in.close()
	}
	if c.tree != nil {
		c.tree.Close()
	}
}

// next hands out the records that come next, at most a batch of each partition, and none where there is nothing to read.
// They count as consumed before anybody has seen them, as with ConsumerIterator.next.
func (c *connector) next(ctx context.Context) ([]*kgo.Record, error) {
	ranges, err := c.in.plan(ctx, c.consumed, c.app.batch)
	if err != nil {
		return nil, err
	}
	records, err := c.in.read(ctx, ranges)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.consumed.advance(ranges)
	return records, nil
}

// commit stores what is consumed and was not stored yet, one partition after the other. What cannot be stored now is
// tried again by the next commit.
func (c *connector) commit() {
	c.committing.Lock()
	defer c.committing.Unlock()
	c.mu.Lock()
	consumed := maps.Clone(c.consumed)
	c.mu.Unlock()
	for _, p := range c.in.partitions {
		if c.stored[p] == consumed[p] {
			continue
		}
		if err := c.store(p, consumed[p]); err != nil {
			report("commit", err)
			continue
		}
		c.stored[p] = consumed[p]
	}
}

// store sets a partition's znode, whatever it holds.
func (c *connector) store(partition int32, offset int64) error {
	return updatePath(c.tree, c.app.nodeOf(partition), strconv.FormatInt(offset, 10))
}

// report says what went wrong where the approach goes on in spite of it.
func report(what string, err error) { fmt.Fprintf(os.Stderr, "designs: %s: %v\n", what, err) }
