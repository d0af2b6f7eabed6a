//go:build realstack

package offsets

import (
	"crypto/rand"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// realEnsemble returns a way to open stores of a new group, each on a line of its own, and a client that looks at it.
func realEnsemble(t *testing.T) (open func(digest string) (*ZooKeeper, *memberLine), watch *zk.Conn) {
	t.Helper()
	o := ZooKeeperOptions{
		Servers: realAddress(t, "ONCEOVER_REAL_ZOOKEEPER") + "/real", Group: "offsets-" + rand.Text(), SessionTimeout: 4 * time.Second,
	}
	watch, _, err := zk.Connect([]string{realAddress(t, "ONCEOVER_REAL_ZOOKEEPER")}, 10*time.Second, zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watch.Close)
	return func(digest string) (*ZooKeeper, *memberLine) {
		l := &memberLine{dial: net.DialTimeout}
		mine := o
		mine.Dialer, mine.Digest = l.Dial, digest
		z, err := Dial(mine)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(z.Close)
		return z, l
	}, watch
}

// takeAll makes a store the only owner of both partitions, and reads where they are.
func takeAll(t *testing.T, z *ZooKeeper) map[consumer.Partition]consumer.Position {
	t.Helper()
	if _, err := z.Alone().Join(t.Context(), both); err != nil {
		t.Fatal(err)
	}
	found, err := z.Load(t.Context(), both)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// moveOne stores an offset of the first partition.
func moveOne(t *testing.T, z *ZooKeeper, from int64) error {
	return z.Store(t.Context(), commitOf(1, consumer.Range{Partition: both[0], From: from, Until: from + 1, Epoch: 4}))
}

// TestRealZooKeeperStore stores through a connection that breaks, and is overtaken by another: what the first writes after
// that is refused, although its session lives.
func TestRealZooKeeperStore(t *testing.T) {
	open, watch := realEnsemble(t)
	first, line := open("")
	if found := takeAll(t, first); len(found) > 0 {
		t.Fatalf("found %v", found)
	}
	for from := consumer.None; from < 5; from++ {
		if err := moveOne(t, first, from); err != nil {
			t.Fatal(err)
		}
		line.set(lineCut)
		line.set(lineUp)
	}
	second, _ := open("")
	want := consumer.Position{Offset: 5, Epoch: 4, TopicID: consumer.TopicID{1, 2, 3}}
	if found := takeAll(t, second); len(found) != 1 || found[both[0]] != want {
		t.Errorf("the second finds %v", found)
	}
	if err := moveOne(t, first, 5); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("overtaken: %v", err)
	}
	if err := moveOne(t, second, 5); err != nil {
		t.Error(err)
	}
	if plain, _, err := watch.Get("/real" + second.node("offsets", both[0])[len("/real"):]); string(plain) != "6" || err != nil {
		t.Errorf("lag monitors read %q, error %v", plain, err)
	}
}

// TestRealZooKeeperDigest keeps others from writing what they may read.
func TestRealZooKeeperDigest(t *testing.T) {
	open, _ := realEnsemble(t)
	owner, _ := open("user:secret")
	takeAll(t, owner)
	if err := moveOne(t, owner, consumer.None); err != nil {
		t.Fatal(err)
	}
	other, _ := open("")
	if found, err := other.Load(t.Context(), both); err != nil || found[both[0]].Offset != 0 {
		t.Errorf("found %v, error %v", found, err)
	}
	if err := moveOne(t, other, 0); !errors.Is(err, zk.ErrNoAuth) {
		t.Errorf("error %v", err)
	}
}

// TestRealGroup shares four partitions between two members, of which the second falls silent as a process does that is
// killed: it takes itself for lost, the server ends its session, and the first has all again. What the second then tries
// to store is refused.
func TestRealGroup(t *testing.T) {
	open, _ := realEnsemble(t)
	first, _ := open("")
	second, line := open("")
	g := first.Group(GroupOptions{Assign: Sticky})
	a := join(t, g, four)
	if !slices.Equal(a.Partitions, four) {
		t.Fatalf("the first has %v", a.Partitions)
	}
	joined := make(chan consumer.Assignment, 1)
	go func() {
		b, err := second.Group(GroupOptions{Assign: Sticky}).Join(t.Context(), four)
		if err != nil {
			t.Error(err)
		}
		joined <- b
	}()
	a = again(t, g, a)
	b := <-joined
	if shared := slices.Concat(a.Partitions, b.Partitions); len(a.Partitions) != 2 || !slices.Equal(shared, four) {
		t.Fatalf("the first has %v, the second %v", a.Partitions, b.Partitions)
	}
	if _, err := second.Load(t.Context(), b.Partitions); err != nil {
		t.Fatal(err)
	}
	line.set(lineDeaf)
	if a = again(t, g, a); !slices.Equal(a.Partitions, four) {
		t.Errorf("in the end the first has %v", a.Partitions)
	}
	if !done(b.Lost) {
		t.Error("the second does not know that it has lost its partitions, and the first has them")
	}
	line.set(lineUp)
	err := second.Store(t.Context(), commitOf(1, consumer.Range{Partition: b.Partitions[0], From: consumer.None, Until: 1}))
	if !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	if err := a.Release(t.Context()); err != nil {
		t.Error(err)
	}
}

// again gives partitions back once that is wanted, and joins.
func again(t *testing.T, g consumer.Group, a consumer.Assignment) consumer.Assignment {
	t.Helper()
	await(t, a.Revoked, "partitions are wanted back")
	if err := a.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	return join(t, g, four)
}
