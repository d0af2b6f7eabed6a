package offsets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"time"

	"github.com/go-zookeeper/zk"
)

// opsMax bounds what one multi registers: a server refuses a request of more than a megabyte, and creating an owner
// takes some 200 bytes, or a kilobyte where group and topic have the longest names that Kafka allows.
const opsMax = 1000

// anyVersion makes a write without regard to the version.
const anyVersion = -1

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

// registration is what ids/<consumer> holds, in the order in which Kafka's own consumers wrote it.
type registration struct {
	Version      int            `json:"version"`
	Subscription map[string]int `json:"subscription"` // how many threads read each topic
	Pattern      string         `json:"pattern"`      // static: the topics are named one by one
	Timestamp    string         `json:"timestamp"`    // milliseconds since 1970
}

// register tells the group who reads the partitions, by nodes that vanish with the session: ids/<consumer>, and
// owners/<topic>/<partition> for each. Lag monitors show them; what keeps an overtaken consumer from storing are the
// versions of the offsets, and not these nodes. So a consumer that starts takes over what another one still holds, mostly
// its predecessor whose session has not ended yet, and need not wait for that. Later it leaves alone what others hold.
func (z *ZooKeeper) register(ctx context.Context, takeOver bool) error {
	for {
		err := z.makeRoom(ctx)
		if err == nil {
			err = z.claim(ctx, z.claims(), takeOver)
		}
		if err == nil || errors.Is(err, zk.ErrNoAuth) {
			return err
		}
		if sleep(ctx, pause) != nil {
			return fmt.Errorf("register in group %s: %w", z.group, err)
		}
	}
}

// makeRoom creates what offsets lie in, where a partition has none yet.
func (z *ZooKeeper) makeRoom(ctx context.Context) error {
	made := ""
	for _, p := range z.partitions {
		node := z.node("offsets", p)
		if dir := path.Dir(node); z.versions[node] == unborn && dir != made {
			if _, err := z.list(ctx, dir); err != nil {
				return err
			}
			made = dir
		}
	}
	return nil
}

// claims are the nodes that vanish with the session.
func (z *ZooKeeper) claims() []*zk.CreateRequest {
	threads := map[string]int{}
	for _, p := range z.partitions {
		threads[p.Topic] = 1
	}
	about, err := json.Marshal(registration{
		Version: 1, Subscription: threads, Pattern: "static", Timestamp: strconv.FormatInt(z.member.since.UnixMilli(), 10),
	})
	if err != nil {
		panic(err) // strings and numbers always have a form
	}
	claim := func(node string, data []byte) *zk.CreateRequest {
		return &zk.CreateRequest{Path: node, Data: data, Acl: zk.WorldACL(zk.PermAll), Flags: zk.FlagEphemeral}
	}
	claims := []*zk.CreateRequest{claim(z.path("ids", z.member.id), about)}
	for _, p := range z.partitions {
		claims = append(claims, claim(z.node("owners", p), []byte(z.member.thread())))
	}
	return claims
}

// claim creates the nodes that are not there, and those that are there anew if they are to be taken over. It looks before
// it writes, and so may be repeated whatever became of an earlier attempt.
func (z *ZooKeeper) claim(ctx context.Context, claims []*zk.CreateRequest, takeOver bool) error {
	session := z.client.SessionID()
	held := map[string]bool{}
	listed := ""
	var ops []any
	for _, c := range claims {
		if dir := path.Dir(c.Path); dir != listed {
			names, err := z.list(ctx, dir)
			if err != nil {
				return err
			}
			for _, name := range names {
				held[path.Join(dir, name)] = true
			}
			listed = dir
		}
		if held[c.Path] && !takeOver {
			continue
		}
		if held[c.Path] {
			ops = append(ops, &zk.DeleteRequest{Path: c.Path, Version: anyVersion})
		}
		ops = append(ops, c)
	}
	for some := range slices.Chunk(ops, opsMax) {
		if _, err := within(ctx, func() ([]zk.MultiResponse, error) { return z.client.Multi(some...) }); err != nil {
			return fmt.Errorf("write %d nodes to zookeeper: %w", len(some), err)
		}
	}
	z.session = session
	return nil
}

// list returns the names of the nodes below a node. One that is not there is created: only then, because a server asks
// for the right to create even where the node exists.
func (z *ZooKeeper) list(ctx context.Context, dir string) ([]string, error) {
	names, err := within(ctx, func() ([]string, error) {
		names, _, err := z.client.Children(dir)
		return names, err
	})
	if errors.Is(err, zk.ErrNoNode) {
		return nil, z.makeNodes(ctx, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	return names, nil
}
