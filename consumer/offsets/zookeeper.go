// Package offsets holds the places where a direct consumer keeps its offsets.
//
// ZooKeeper keeps them in the layout that Kafka's own consumers used before version 0.9, which lag monitors still read:
// /consumers/<group>/offsets/<topic>/<partition>, the next offset in plain decimal. Next to it, in the same layout, is
// who reads: ids/<consumer> and owners/<topic>/<partition>.
package offsets

import (
	"context"
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// unborn is the version of a node that does not exist: creating it makes it version 0.
const unborn int32 = -1

// maxAnswer bounds what a server may send at once, as servers themselves do by default. The client allocates it.
const maxAnswer = 1 << 20

// ZooKeeper is a consumer.Store. Each Store is one multi: all offsets move or none. Every write names the version that
// the node had after this store's own last write or Load, so that of two consumers of one group the one that was
// overtaken is refused. It is not safe for concurrent use.
type ZooKeeper struct {
	client   client
	root     string // the chroot that all paths are below, or empty
	group    string
	member   member
	timeout  time.Duration
	versions map[string]int32
	// partitions are those of the last Load, registered in session.
	partitions []consumer.Partition
	session    int64
}

// client is what the store needs of a ZooKeeper client; tests script it.
type client interface {
	Get(path string) ([]byte, *zk.Stat, error)
	Children(path string) ([]string, *zk.Stat, error)
	Sync(path string) (string, error)
	Create(path string, data []byte, flags int32, acl []zk.ACL) (string, error)
	Multi(ops ...any) ([]zk.MultiResponse, error)
	SessionID() int64
	Close()
}

// Dial connects to an ensemble, named as Kafka's zookeeper.connect names it: "host:port,host:port", and behind the last
// server a chroot if the paths are below one, "/kafka". The session's time-out is also how long a Load or Store goes on
// trying when ZooKeeper's answers do not come.
func Dial(ensemble, group string, sessionTimeout time.Duration) (*ZooKeeper, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("name the consumer after its host: %w", err)
	}
	servers, root, _ := strings.Cut(ensemble, "/")
	// The event channel need not be drained: the client drops what does not fit, and nothing here watches.
	conn, _, err := zk.Connect(strings.Split(servers, ","), sessionTimeout, zk.WithLogInfo(false), zk.WithMaxBufferSize(maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("connect to zookeeper %s: %w", servers, err)
	}
	z := newZooKeeper(conn, group, newMember(group, host), sessionTimeout)
	z.root = root
	return z, nil
}

// newZooKeeper returns a store over a client.
func newZooKeeper(c client, group string, m member, timeout time.Duration) *ZooKeeper {
	return &ZooKeeper{client: c, group: group, member: m, timeout: timeout, versions: map[string]int32{}}
}

// Close ends the session, and with it the registration.
func (z *ZooKeeper) Close() { z.client.Close() }

// path returns a place in the group.
func (z *ZooKeeper) path(parts ...string) string {
	return path.Join(append([]string{"/", z.root, "consumers", z.group}, parts...)...)
}

// node returns a partition's place in one part of the group.
func (z *ZooKeeper) node(part string, p consumer.Partition) string {
	return z.path(part, p.Topic, strconv.Itoa(int(p.ID)))
}

// Load implements consumer.Store. It also registers this consumer as the owner of the partitions, as lag monitors
// expect it; whoever stored their offsets so far can go on to do so until this store's first Store.
func (z *ZooKeeper) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	ctx, cancel := context.WithTimeout(ctx, z.timeout)
	defer cancel()
	nodes := make([]string, len(partitions))
	for i, p := range partitions {
		nodes[i] = z.node("offsets", p)
	}
	states, err := z.read(ctx, nodes)
	if err != nil {
		return nil, err
	}
	offsets := make(map[consumer.Partition]consumer.Position, len(partitions))
	for i, s := range states {
		z.versions[nodes[i]] = s.version
		if s.version == unborn {
			continue
		}
		offset, err := strconv.ParseInt(s.data, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read offset in %s: %w", nodes[i], err)
		}
		offsets[partitions[i]] = consumer.Position{Offset: offset, Epoch: consumer.NoEpoch}
	}
	z.partitions = partitions
	return offsets, z.register(ctx, true)
}

// Store implements consumer.Store. It registers again if the session in which Load did has ended.
func (z *ZooKeeper) Store(ctx context.Context, c consumer.Commit) error {
	ctx, cancel := context.WithTimeout(ctx, z.timeout)
	defer cancel()
	writes := make([]write, len(c.Ranges))
	for i, r := range c.Ranges {
		node := z.node("offsets", r.Partition)
		version, known := z.versions[node]
		if !known {
			return fmt.Errorf("store offset in %s: not loaded before", node)
		}
		writes[i] = write{node: node, data: strconv.FormatInt(r.Until, 10), version: version}
	}
	if z.client.SessionID() != z.session {
		if err := z.register(ctx, false); err != nil {
			return err
		}
	}
	if err := z.commit(ctx, writes); err != nil {
		return err
	}
	for _, w := range writes {
		z.versions[w.node] = w.version + 1
	}
	return nil
}
