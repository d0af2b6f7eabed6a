// Package offsets holds the places where a direct consumer keeps its offsets.
//
// ZooKeeper keeps them in the layout that Kafka's own consumers used before version 0.9, which lag monitors still read:
// /consumers/<group>/offsets/<topic>/<partition>, the next offset in plain decimal. Next to it, in the same layout, is
// who reads: ids/<consumer> and owners/<topic>/<partition>. Two more are this package's own: positions/<topic>/<partition>
// is a record of what the plain offset cannot say, and epochs/<topic>/<partition> is by what an owner that was overtaken
// is kept out.
package offsets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"slices"
	"strconv"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// unborn is the version of a znode that does not exist: creating it makes it version 0.
const unborn int32 = -1

// ZooKeeper is a consumer.Store. Each Store is one multi: all offsets move or none, unless there are so many that one
// request cannot hold them. Every write names the version that the znode had after this store's own last write or Load,
// and every partition that was acquired through Alone or Group has its epoch checked along with it, so that a consumer
// that was overtaken is refused. It is not safe for concurrent use, but for what its groups do by themselves.
type ZooKeeper struct {
	client     client
	servers    string
	root       string // the chroot that all paths are below, or empty
	group      string
	app        string
	member     member
	timeout    time.Duration
	requestMax int

	acl           []zk.ACL
	digest        string
	authenticated bool
	log           *slog.Logger
	wrote         func()

	known map[consumer.Partition]versions
	rooms map[string]bool // the topics whose parents are known to exist
	// epochs are the versions of the epoch znodes of the partitions that are owned; nil if no group was ever joined.
	epochs   map[consumer.Partition]int32
	sessions *sessions
	// registered are the partitions that Alone registered, in session.
	registered []consumer.Partition
	session    int64
	vigil      vigil
}

// versions are those of a partition's two znodes after the store's own last write or Load.
type versions struct{ plain, record int32 }

// client is what the store needs of a ZooKeeper client; tests script it.
type client interface {
	AddAuth(scheme string, auth []byte) error
	Get(path string) ([]byte, *zk.Stat, error)
	Children(path string) ([]string, *zk.Stat, error)
	GetW(path string) ([]byte, *zk.Stat, <-chan zk.Event, error)
	ChildrenW(path string) ([]string, *zk.Stat, <-chan zk.Event, error)
	ExistsW(path string) (bool, *zk.Stat, <-chan zk.Event, error)
	Sync(path string) (string, error)
	Create(path string, data []byte, flags int32, acl []zk.ACL) (string, error)
	Multi(ops ...any) ([]zk.MultiResponse, error)
	SessionID() int64
	Close()
}

// newZooKeeper returns a store over a client.
func newZooKeeper(c client, o ZooKeeperOptions, m member) *ZooKeeper {
	return &ZooKeeper{
		client: c, servers: o.hosts(), root: o.root(), group: o.Group, app: o.AppVersion, member: m, timeout: o.timeout(),
		requestMax: o.requestMax(), acl: o.acl(), digest: o.Digest, log: o.log(), wrote: o.wrote(), sessions: newSessions(),
		known: map[consumer.Partition]versions{}, rooms: map[string]bool{},
	}
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

// Load implements consumer.Store. A group that has plain offsets and no records, as older versions and Kafka's own
// consumers leave it, is read, and gets its records by the Stores that follow.
func (z *ZooKeeper) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	ctx, cancel := z.limited(ctx)
	defer cancel()
	if err := z.authenticate(ctx); err != nil {
		return nil, err
	}
	found := make(map[consumer.Partition]consumer.Position, len(partitions))
	before := map[consumer.Partition]pair{}
	for pending := slices.Clone(partitions); len(pending) > 0; {
		pairs, err := z.readPairs(ctx, pending)
		if err != nil {
			return nil, err
		}
		var torn []consumer.Partition
		for i, p := range pending {
			at, exists, err := pairs[i].position()
			// The two znodes are two readings, and whoever owns the partition may have written between them.
			if errors.Is(err, errDisagree) && before[p] != pairs[i] {
				before[p], torn = pairs[i], append(torn, p)
				continue
			}
			if err != nil {
				return nil, err
			}
			z.known[p] = versions{plain: pairs[i].plain.version, record: pairs[i].record.version}
			if exists {
				found[p] = at
			}
		}
		pending = torn
	}
	return found, z.furnish(ctx, partitions)
}

// Store implements consumer.Store. Where one request cannot hold all ranges, several follow one another, in the ranges'
// order; a crash between them leaves the first partitions at the new offset and the others at the old one, of which the
// next consumer repeats the batch. None is ever ahead of what was written. Of a group that begins, the others have no
// offset, and among them is the topic's first partition: they begin by the same policy at the next start.
func (z *ZooKeeper) Store(ctx context.Context, c consumer.Commit) error {
	ctx, cancel := z.limited(ctx)
	defer cancel()
	moves := make([]move, len(c.Ranges))
	for i, r := range c.Ranges {
		var err error
		if moves[i], err = z.move(c, r); err != nil {
			return err
		}
	}
	if err := z.prepare(ctx, moves); err != nil {
		return err
	}
	for _, part := range split(moves, z.ops, z.requestMax) {
		if err := z.commit(ctx, part); err != nil {
			return fmt.Errorf("store offsets of group %s in zookeeper: %w", z.group, err)
		}
		for _, m := range part {
			z.known[m.partition] = versions{plain: m.plain.version + 1, record: m.record.version + 1}
		}
	}
	return nil
}
