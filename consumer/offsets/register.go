package offsets

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// member is one run of a consumer in its group.
type member struct {
	id    string
	since time.Time
}

// newMember names a consumer as Kafka's own were named: by group, host, time, and something random.
func newMember(group, host string) member {
	now := time.Now()
	return member{id: fmt.Sprintf("%s_%s-%d-%08x", group, host, now.UnixMilli(), rand.Uint32()), since: now}
}

// thread names the thread that reads the partitions. There is one, the number 0: whoever looks for the consumer of an
// owner cuts that off.
func (m member) thread() string { return m.id + "-0" }

// isNeighbour reports whether a thread is of a consumer of the same group on the same host: its name differs behind the
// host in the time, the random number and the thread.
func (m member) isNeighbour(thread string) bool {
	parts := strings.Split(m.id, "-")
	home := strings.Join(parts[:len(parts)-2], "-") + "-"
	rest, ok := strings.CutPrefix(thread, home)
	return ok && strings.Count(rest, "-") == 2
}

// registration is what ids/<consumer> holds, in the order in which Kafka's own consumers wrote it.
type registration struct {
	Version      int            `json:"version"`
	Subscription map[string]int `json:"subscription"` // how many threads read each topic
	Pattern      string         `json:"pattern"`      // static: the topics are named one by one
	Timestamp    string         `json:"timestamp"`    // milliseconds since 1970
}

// register makes this consumer a single instance. It takes the partitions over, or returns one that is another host's;
// or it registers again in another session, and then leaves alone what others hold. It looks
// before it writes, and so may be repeated whatever became of an earlier attempt.
func (z *ZooKeeper) register(ctx context.Context, partitions []consumer.Partition, takeOver bool) (*occupied, error) {
	session := z.client.SessionID()
	id := z.ephemeral(z.path("ids", z.member.id), z.about(partitions))
	held, err := z.listAll(ctx, append([]string{path.Dir(id.Path)}, dirs(z, "owners", partitions)...))
	if err != nil {
		return nil, err
	}
	var claims []claim
	if !held[id.Path] || takeOver {
		claims = append(claims, claim{ops: replace(held, id)})
	}
	if takeOver {
		if taken, err := z.strangers(ctx, partitions, held); err != nil || taken != nil {
			return taken, err
		}
		all, err := z.claims(ctx, partitions, held)
		if err != nil {
			return nil, err
		}
		claims = append(claims, all...)
	} else {
		for _, p := range partitions {
			if owner := z.owner(p); !held[owner.Path] {
				claims = append(claims, claim{partition: p, ops: []any{owner}})
			}
		}
	}
	if err := z.acquire(ctx, claims); err != nil {
		return nil, err
	}
	z.registered, z.session = partitions, session
	return nil, nil
}

// replace creates a znode, anew if it is there.
func replace(held map[string]bool, c *zk.CreateRequest) []any {
	if held[c.Path] {
		return []any{&zk.DeleteRequest{Path: c.Path, Version: anyVersion}, c}
	}
	return []any{c}
}

// ephemeral creates a znode that vanishes with the session.
func (z *ZooKeeper) ephemeral(node string, data []byte) *zk.CreateRequest {
	return &zk.CreateRequest{Path: node, Data: data, Acl: z.acl, Flags: zk.FlagEphemeral}
}

// owner creates the znode of a partition's owner.
func (z *ZooKeeper) owner(p consumer.Partition) *zk.CreateRequest {
	return z.ephemeral(z.node("owners", p), []byte(z.member.thread()))
}

// about is what a consumer says of itself.
func (z *ZooKeeper) about(partitions []consumer.Partition) []byte {
	threads := map[string]int{}
	for _, p := range partitions {
		threads[p.Topic] = 1
	}
	data, err := json.Marshal(registration{
		Version: 1, Subscription: threads, Pattern: "static", Timestamp: strconv.FormatInt(z.member.since.UnixMilli(), 10),
	})
	if err != nil {
		panic(err) // strings and numbers always have a form
	}
	return data
}

// dirs are what the partitions' znodes lie in.
func dirs(z *ZooKeeper, part string, partitions []consumer.Partition) []string {
	var found []string
	for _, p := range partitions {
		if dir := z.path(part, p.Topic); !slices.Contains(found, dir) {
			found = append(found, dir)
		}
	}
	return found
}

// listAll are the paths of the znodes in directories.
func (z *ZooKeeper) listAll(ctx context.Context, dirs []string) (map[string]bool, error) {
	held := map[string]bool{}
	for _, dir := range dirs {
		names, err := z.list(ctx, dir)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			held[path.Join(dir, name)] = true
		}
	}
	return held, nil
}
