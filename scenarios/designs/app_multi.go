package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/go-zookeeper/zk"
)

// znodes are a group's offsets where Kafka's old consumers kept them, a batch of which is written by one multi: all or
// none. Nothing is checked: whoever writes last is right.
type znodes struct {
	*app
	conn  *zk.Conn
	there map[int32]bool // partitions that have a znode
}

// load reads the offsets of the partitions that have one.
func (z *znodes) load(partitions []int32) (offsets, error) {
	found := offsets{}
	z.there = map[int32]bool{}
	for _, p := range partitions {
		text, ok, err := readPath(z.conn, z.nodeOf(p))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if found[p], err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("read %s: %w", z.nodeOf(p), err)
		}
		z.there[p] = true
	}
	return found, nil
}

// save stores the ends of the ranges. The first time it makes what is above their znodes.
func (z *znodes) save(ranges []span) error {
	err := untilConnected(func() error {
		if len(z.there) == 0 {
			if err := makePath(z.conn, z.dirOf(), ""); err != nil && !errors.Is(err, zk.ErrNodeExists) {
				return err
			}
		}
		err := z.multi(ranges)
		if errors.Is(err, zk.ErrNodeExists) { // made by an attempt whose answer was lost
			z.know(ranges)
			return z.multi(ranges)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store the ends of %v: %w", ranges, err)
	}
	z.know(ranges)
	return nil
}

func (z *znodes) know(ranges []span) {
	for _, r := range ranges {
		z.there[r.partition] = true
	}
}

// multi writes the ends of the ranges once.
func (z *znodes) multi(ranges []span) error {
	var ops []any
	for _, r := range ranges {
		node, data := z.nodeOf(r.partition), []byte(strconv.FormatInt(r.until, 10))
		if z.there[r.partition] {
			ops = append(ops, &zk.SetDataRequest{Path: node, Data: data, Version: -1})
		} else {
			ops = append(ops, &zk.CreateRequest{Path: node, Data: data, Acl: zk.WorldACL(zk.PermAll)})
		}
	}
	_, err := z.conn.Multi(ops...)
	return err
}
