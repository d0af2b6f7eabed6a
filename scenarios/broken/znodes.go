package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// Where the offsets are. The settings name it too, of the store that these variants do not use.
const (
	ensemble = "zookeeper:2181"
	group    = "billing"
)

// znodes is the store that most programs have which keep offsets in ZooKeeper: a znode for each partition, which whoever
// comes last overwrites. The mistakes of this file, and the one of lostAnswer, need a store that checks nothing.
type znodes struct {
	conn *zk.Conn
	// parents makes the znodes above the offsets.
	parents func(nodes []string) error
	known   map[consumer.Partition]bool
}

// connect opens a session.
func connect() *zk.Conn {
	conn, _, err := zk.Connect([]string{ensemble}, 6*time.Second, zk.WithLogInfo(false))
	if err != nil {
		panic("broken: " + err.Error()) // no server was named
	}
	return conn
}

func newZnodes() *znodes {
	z := &znodes{conn: connect(), known: map[consumer.Partition]bool{}}
	z.parents = func(nodes []string) error {
		for _, node := range nodes {
			if err := z.create(node); err != nil && !errors.Is(err, zk.ErrNodeExists) {
				return err
			}
		}
		return nil
	}
	return z
}

func (z *znodes) create(node string) error {
	_, err := z.conn.Create(node, nil, 0, zk.WorldACL(zk.PermAll))
	return err
}

func node(p consumer.Partition) string {
	return path.Join("/consumers", group, "offsets", p.Topic, strconv.Itoa(int(p.ID)))
}

// Load implements consumer.Store.
func (z *znodes) Load(_ context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	found := map[consumer.Partition]consumer.Position{}
	for _, p := range partitions {
		text, _, err := z.conn.Get(node(p))
		if errors.Is(err, zk.ErrNoNode) {
			continue
		}
		var offset int64
		if err == nil {
			offset, err = strconv.ParseInt(string(text), 10, 64)
		}
		if err != nil {
			return nil, fmt.Errorf("load offset of %v: %w", p, err)
		}
		found[p], z.known[p] = consumer.Position{Offset: offset, Epoch: consumer.NoEpoch}, true
	}
	return found, nil
}

// Store implements consumer.Store.
func (z *znodes) Store(_ context.Context, c consumer.Commit) error {
	var ops []any
	for _, r := range c.Ranges {
		at, text := node(r.Partition), []byte(strconv.FormatInt(r.Until, 10))
		if z.known[r.Partition] {
			ops = append(ops, &zk.SetDataRequest{Path: at, Data: text, Version: -1})
			continue
		}
		if err := z.parents(above(at)); err != nil {
			return fmt.Errorf("create what is above %s: %w", at, err)
		}
		ops = append(ops, &zk.CreateRequest{Path: at, Data: text, Acl: zk.WorldACL(zk.PermAll)})
	}
	if _, err := z.conn.Multi(ops...); err != nil {
		return fmt.Errorf("store %v: %w", c.Ranges, err)
	}
	for _, r := range c.Ranges {
		z.known[r.Partition] = true
	}
	return nil
}

// above lists the znodes above one, the highest first.
func above(node string) (list []string) {
	for node = path.Dir(node); node != "/"; node = path.Dir(node) {
		list = append(list, node)
	}
	slices.Reverse(list)
	return list
}

// overwriting checks neither versions nor who owns what: an owner that was overtaken while it was paused stores its old
// offsets over those of its successor, and goes on from there.
//
// After KAFKA-19779: a zombie's commit overwrites the new owner's.
func overwriting(c *consumer.Config) { c.Store, c.Group = newZnodes(), nil }

// parentsOnce takes a parent that is there for a sign that somebody has made all of them. After a crash between two
// creates no offset can be stored ever again.
func parentsOnce(c *consumer.Config) {
	z := newZnodes()
	z.parents = func(nodes []string) error {
		for _, node := range nodes {
			switch err := z.create(node); {
			case errors.Is(err, zk.ErrNodeExists):
				return nil
			case err != nil:
				return err
			}
		}
		return nil
	}
	c.Store, c.Group = z, nil
}

// tornCommit stores the partitions of a batch one after the other. A crash in between leaves a part of a batch stored.
func tornCommit(c *consumer.Config) { c.Store = tearing{c.Store} }

// tearing stores each partition by itself.
type tearing struct{ inner }

// Store implements consumer.Store.
func (s tearing) Store(ctx context.Context, c consumer.Commit) error {
	for _, r := range c.Ranges {
		if err := s.inner.Store(ctx, consumer.Commit{TopicID: c.TopicID, Number: c.Number, Ranges: []consumer.Range{r}}); err != nil {
			return err
		}
	}
	return nil
}
