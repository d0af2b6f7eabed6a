package offsets

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// four are the partitions that the members of these tests share.
var four = []consumer.Partition{{Topic: "t", ID: 0}, {Topic: "t", ID: 1}, {Topic: "t", ID: 2}, {Topic: "t", ID: 3}}

// ten is a group with sessions of ten seconds.
var ten = ZooKeeperOptions{Group: "g", SessionTimeout: 10 * time.Second}

// enlist makes a member that connects in the bubble.
func enlist(t *testing.T, srv *zookeepertest.Server, dialer zk.Dialer) *ZooKeeper {
	t.Helper()
	o := ten
	o.Servers, o.Dialer = strings.Join(srv.Addrs(), ","), dialer
	z, err := Dial(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(z.Close)
	return z
}

// join joins, or fails the test.
func join(t *testing.T, g consumer.Group, topic []consumer.Partition) consumer.Assignment {
	t.Helper()
	a, err := g.Join(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// is reports whether a channel is closed once everything has come to rest.
func is(closed <-chan struct{}) bool {
	synctest.Wait()
	select {
	case <-closed:
		return true
	default:
		return false
	}
}

// TestGroupGivesWay shares a topic between one member and a second, which waits until the first has given its part back,
// and then leaves all of it to the first.
func TestGroupGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		first, second := enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial)
		g := first.Group(GroupOptions{Assign: Sticky})
		a := join(t, g, four)
		if !slices.Equal(a.Partitions, four) || is(a.Revoked) || is(a.Lost) {
			t.Fatalf("the first has %v", a.Partitions)
		}
		joined := make(chan consumer.Assignment, 1)
		go func() { joined <- join(t, second.Group(GroupOptions{Assign: Sticky}), four) }()
		if !is(a.Revoked) || len(joined) > 0 {
			t.Fatalf("revoked: %t, the second has joined: %t", is(a.Revoked), len(joined) > 0)
		}
		time.Sleep(time.Minute) // in the bubble's time: the first takes long to end its batch, and is alive
		if is(a.Lost) || len(joined) > 0 {
			t.Fatalf("lost: %t, the second has joined: %t", is(a.Lost), len(joined) > 0)
		}
		if err := a.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		a = join(t, g, four)
		b := <-joined
		if !slices.Equal(a.Partitions, four[:2]) || !slices.Equal(b.Partitions, four[2:]) {
			t.Errorf("the first has %v, the second %v", a.Partitions, b.Partitions)
		}
		if err := b.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		second.Close()
		<-a.Revoked
		if err := a.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a = join(t, g, four); !slices.Equal(a.Partitions, four) {
			t.Errorf("in the end the first has %v", a.Partitions)
		}
		if err := a.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestGroupLost loses contact in three ways. The member takes itself for lost before the ensemble does, and at once where
// it is told.
func TestGroupLost(t *testing.T) {
	for _, c := range []struct {
		name     string
		strike   func(srv *zookeepertest.Server, l *memberLine, session int64)
		from, to time.Duration
	}{
		{"expired", func(srv *zookeepertest.Server, _ *memberLine, session int64) { srv.ExpireSession(session) }, 0, 2 * time.Second},
		{"cut", func(srv *zookeepertest.Server, l *memberLine, session int64) { l.set(lineCut); srv.Disconnect(session) }, 3 * time.Second, 5 * time.Second},
		{"swallowed", func(_ *zookeepertest.Server, l *memberLine, _ int64) { l.set(lineDeaf) }, 3 * time.Second, 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zookeepertest.NewServer(t)
				l := &memberLine{dial: srv.Dial}
				z := enlist(t, srv, l.Dial)
				a := join(t, z.Group(GroupOptions{}), four)
				time.Sleep(time.Minute) // in the bubble's time: nothing happens
				if is(a.Lost) {
					t.Fatal("lost without a reason")
				}
				began := time.Now()
				c.strike(srv, l, z.client.SessionID())
				<-a.Lost
				if took := time.Since(began); took < c.from || took > c.to {
					t.Errorf("lost after %v", took)
				}
				if _, there := srv.Tree()["/consumers/g/owners/t/0"]; there != (c.name != "expired") {
					t.Errorf("the owner is there: %t", there)
				}
				l.set(lineUp)
				if err := a.Release(t.Context()); err != nil {
					t.Errorf("release: %v", err)
				}
			})
		})
	}
}

// TestGroupFenced lets a single instance take over what a member owns: the member's next commit is refused.
func TestGroupFenced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		z, alone := enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial)
		a := join(t, z.Group(GroupOptions{}), four)
		if _, err := z.Load(t.Context(), four); err != nil {
			t.Fatal(err)
		}
		join(t, alone.Alone(), four)
		err := z.Store(t.Context(), commitOf(1, consumer.Range{Partition: four[3], From: consumer.None, Until: 1}))
		if !errors.Is(err, consumer.ErrFenced) || !strings.Contains(err.Error(), "/consumers/g/epochs/t/3") {
			t.Errorf("error %v", err)
		}
		if err := a.Release(t.Context()); err != nil {
			t.Error(err)
		}
		if owner := string(srv.Tree()["/consumers/g/owners/t/3"].Data); owner != alone.member.thread() {
			t.Errorf("after the member's release the owner is %q", owner)
		}
	})
}

// TestGroupEnds stops a member that waits, and refuses plans that nobody can read.
func TestGroupEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		a := join(t, enlist(t, srv, srv.Dial).Group(GroupOptions{}), four)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		z := enlist(t, srv, srv.Dial)
		if _, err := z.Group(GroupOptions{}).Join(ctx, four); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if err := a.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, odd := range []string{"{", `{"schema":2}`, `{"schema":1,"members":["a"],"owners":[1]}`, `{"schema":1,"more":1}`} {
			if _, err := dial(t, srv).Set("/consumers/g/plans/t", []byte(odd), anyVersion); err != nil {
				t.Fatal(err)
			}
			_, err := z.Group(GroupOptions{}).Join(t.Context(), four)
			if err == nil || !strings.Contains(err.Error(), "read /consumers/g/plans/t: ") || !strings.Contains(err.Error(), "delete it") {
				t.Errorf("plan %s: error %v", odd, err)
			}
		}
	})
}
