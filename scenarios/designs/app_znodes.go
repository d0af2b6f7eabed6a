package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"
)

// reconnect is the pause before a request to ZooKeeper is sent again.
const reconnect = 100 * time.Millisecond

// dirOf is where Kafka's old consumers kept the offsets of a group: a znode for each partition below it, which holds the
// next offset as a plain decimal number.
func (a *app) dirOf() string { return path.Join("/consumers", a.group, "offsets", a.topic) }

// nodeOf is the znode of one partition.
func (a *app) nodeOf(partition int32) string {
	return path.Join(a.dirOf(), strconv.Itoa(int(partition)))
}

// untilConnected sends a request again when the connection to ZooKeeper breaks, as Kafka's ZkClient does, but gives up
// after a session's time. Whether the request that got no answer was applied is then unknown, and must not matter.
func untilConnected(request func() error) error {
	deadline := time.Now().Add(requestTimeout)
	for {
		err := request()
		broken := errors.Is(err, zk.ErrConnectionClosed) || errors.Is(err, zk.ErrNoServer) || errors.Is(err, zk.ErrSessionExpired)
		if !broken || time.Now().After(deadline) {
			return err
		}
		time.Sleep(reconnect)
	}
}

// updatePath sets a znode to the data, whatever it holds, and makes it with all above it where there is none: Kafka's
// ZkUtils.updatePersistentPath.
func updatePath(conn *zk.Conn, node, data string) error {
	err := untilConnected(func() error {
		_, err := conn.Set(node, []byte(data), -1)
		if !errors.Is(err, zk.ErrNoNode) {
			return err
		}
		err = makePath(conn, node, data)
		if errors.Is(err, zk.ErrNodeExists) {
			_, err = conn.Set(node, []byte(data), -1)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store %q in %s: %w", data, node, err)
	}
	return nil
}

// makePath makes a znode, and what is missing above it.
func makePath(conn *zk.Conn, node, data string) error {
	_, err := conn.Create(node, []byte(data), 0, zk.WorldACL(zk.PermAll))
	if !errors.Is(err, zk.ErrNoNode) {
		return err
	}
	if err := makePath(conn, path.Dir(node), ""); err != nil && !errors.Is(err, zk.ErrNodeExists) {
		return err
	}
	_, err = conn.Create(node, []byte(data), 0, zk.WorldACL(zk.PermAll))
	return err
}

// readPath returns what a znode holds, and whether there is one.
func readPath(conn *zk.Conn, node string) (data string, found bool, err error) {
	err = untilConnected(func() error {
		text, _, err := conn.Get(node)
		data = string(text)
		return err
	})
	if errors.Is(err, zk.ErrNoNode) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read %s: %w", node, err)
	}
	return data, true, nil
}

// formatLine writes offsets as a single znode holds them: "0:123,1:456".
func formatLine(o offsets) string {
	var parts []string
	for _, p := range slices.Sorted(maps.Keys(o)) {
		parts = append(parts, fmt.Sprintf("%d:%d", p, o[p]))
	}
	return strings.Join(parts, ",")
}

// parseLine reads what formatLine writes.
func parseLine(text string) (offsets, error) {
	o := offsets{}
	for part := range strings.SplitSeq(text, ",") {
		partition, offset, _ := strings.Cut(part, ":")
		p, err := strconv.ParseInt(partition, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read offsets %q: %w", text, err)
		}
		if o[int32(p)], err = strconv.ParseInt(offset, 10, 64); err != nil {
			return nil, fmt.Errorf("read offsets %q: %w", text, err)
		}
	}
	return o, nil
}

// loadLine reads the offsets that one znode holds. Where there is none, they are the ends of the logs, or what --start says.
func (a *app) loadLine(ctx context.Context, in *source, conn *zk.Conn) (offsets, error) {
	text, found, err := readPath(conn, a.dirOf())
	switch {
	case err != nil:
		return nil, err
	case !found:
		return a.begin(ctx, in, logEnd)
	}
	return parseLine(text)
}
