package offsets

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// both are the partitions that the stores of these tests load.
var both = []consumer.Partition{{Topic: "t", ID: 0}, {Topic: "t", ID: 1}}

// minute are the options of a group with a session of a minute.
var minute = ZooKeeperOptions{Group: "g", SessionTimeout: time.Minute}

// dial connects to a server in the bubble.
func dial(t *testing.T, srv *zookeepertest.Server) *zk.Conn {
	t.Helper()
	conn, _, err := zk.Connect(srv.Addrs(), time.Minute, zk.WithDialer(srv.Dial), zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

// below are the paths of what a server holds, without ZooKeeper's own.
func below(srv *zookeepertest.Server) []string {
	paths := slices.Sorted(maps.Keys(srv.Tree()))
	return slices.DeleteFunc(paths, func(p string) bool { return p == "/" || len(p) > 9 && p[:10] == "/zookeeper" })
}

// TestSessionEnds ends the session between two commits: who is registered is gone at once, the offsets stay, and the next
// commit brings the registration back, in the session that follows.
func TestSessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		conn := dial(t, srv)
		z := newZooKeeper(conn, minute, newMember("g", "h"))
		store := func(from int64) {
			t.Helper()
			if err := z.Store(t.Context(), consumer.Commit{Ranges: []consumer.Range{{Partition: both[0], From: from, Until: from + 1}}}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := z.Alone().Join(t.Context(), both); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Load(t.Context(), both); err != nil {
			t.Fatal(err)
		}
		store(0)
		persistent := []string{"/consumers", "/consumers/g", "/consumers/g/epochs", "/consumers/g/epochs/t", "/consumers/g/epochs/t/0",
			"/consumers/g/epochs/t/1", "/consumers/g/ids", "/consumers/g/offsets", "/consumers/g/offsets/t", "/consumers/g/offsets/t/0",
			"/consumers/g/owners", "/consumers/g/owners/t", "/consumers/g/positions", "/consumers/g/positions/t", "/consumers/g/positions/t/0"}
		registered := append(slices.Clone(persistent),
			"/consumers/g/ids/"+z.member.id, "/consumers/g/owners/t/0", "/consumers/g/owners/t/1")
		slices.Sort(registered)
		if diff := cmp.Diff(registered, below(srv)); diff != "" {
			t.Errorf("after a commit (-want +got):\n%s", diff)
		}
		srv.ExpireSession(conn.SessionID())
		if diff := cmp.Diff(persistent, below(srv)); diff != "" {
			t.Errorf("after the session (-want +got):\n%s", diff)
		}
		time.Sleep(time.Minute) // in the bubble's time: the client learns of it when it connects again
		store(1)
		if diff := cmp.Diff(registered, below(srv)); diff != "" {
			t.Errorf("after the next commit (-want +got):\n%s", diff)
		}
		if data := srv.Tree()["/consumers/g/offsets/t/0"].Data; string(data) != "2" {
			t.Errorf("offset %s", data)
		}
	})
}

// TestDenied meets a node without a right that is needed: the store says so at once instead of trying on, and does not
// call it an overtaking consumer.
func TestDenied(t *testing.T) {
	const none = 0
	for _, c := range []struct {
		node   string
		rights int32 // of everybody
		loads  bool
	}{
		{"/consumers", zk.PermRead, false},
		{"/consumers/g/ids", zk.PermRead, false},
		{"/consumers/g/owners/t", zk.PermRead, false},
		{"/consumers/g/owners/t", zk.PermCreate, false},
		{"/consumers/g/epochs/t", zk.PermRead, false},
		{"/consumers/g/offsets/t", zk.PermRead, true},
		{"/consumers/g/positions/t", zk.PermRead, true},
		{"/consumers/g/offsets/t/0", none, false},
		{"/consumers/g/offsets/t/0", zk.PermRead, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := zookeepertest.NewServer(t)
			conn := dial(t, srv)
			acl := []zk.ACL{{Perms: c.rights, Scheme: "world", ID: "anyone"}}
			if err := newZooKeeper(conn, ZooKeeperOptions{}, member{}).makeNodes(t.Context(), c.node); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Set(c.node, []byte("5"), anyVersion); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.SetACL(c.node, acl, anyVersion); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			z := newZooKeeper(conn, minute, newMember("g", "h"))
			_, err := z.Alone().Join(t.Context(), both)
			if err == nil {
				_, err = z.Load(t.Context(), both)
			}
			if c.loads && err == nil {
				err = z.Store(t.Context(), consumer.Commit{Ranges: []consumer.Range{{Partition: both[0], Until: 6}, {Partition: both[1], Until: 6}}})
			} else if c.loads {
				t.Errorf("%s with rights %d: load: %v", c.node, c.rights, err)
			}
			if !errors.Is(err, zk.ErrNoAuth) || errors.Is(err, consumer.ErrFenced) {
				t.Errorf("%s with rights %d: error %v", c.node, c.rights, err)
			}
			if took := time.Since(began); took >= pause {
				t.Errorf("%s with rights %d: told after %v", c.node, c.rights, took)
			}
		})
	}
}

// TestLockedAbove registers where the group's own nodes were made for it, and it may create nothing above them. A server
// refuses to create without the right to, whether or not the node is there.
func TestLockedAbove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		conn := dial(t, srv)
		z := newZooKeeper(conn, minute, newMember("g", "h"))
		for _, node := range []string{z.path("ids"), z.path("owners/t"), z.path("offsets/t"), z.path("positions/t"), z.path("epochs/t")} {
			if err := z.makeNodes(t.Context(), node); err != nil {
				t.Fatal(err)
			}
		}
		for _, node := range []string{z.path("offsets"), z.path("owners"), z.path("positions"), z.path("epochs"), z.path(), "/consumers", "/"} {
			if _, err := conn.SetACL(node, zk.WorldACL(zk.PermRead), anyVersion); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := z.Alone().Join(t.Context(), both); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Load(t.Context(), both); err != nil {
			t.Fatal(err)
		}
		if err := z.Store(t.Context(), consumer.Commit{Ranges: []consumer.Range{{Partition: both[0], Until: 1}}}); err != nil {
			t.Error(err)
		}
	})
}

// TestChroot keeps a group below the place that is named behind the servers.
func TestChroot(t *testing.T) {
	srv := zookeepertest.NewLoopbackServer(t)
	z, err := Dial(ZooKeeperOptions{Servers: srv.Addr() + "," + srv.Addr() + "/kafka/one", Group: "g"})
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if _, err := z.Alone().Join(t.Context(), both); err != nil {
		t.Fatal(err)
	}
	tree := srv.Tree()
	if _, there := tree["/consumers"]; there {
		t.Error("the group lies beside its chroot")
	}
	if owner := string(tree["/kafka/one/consumers/g/owners/t/1"].Data); owner != z.member.thread() {
		t.Errorf("owner %q, want %q", owner, z.member.thread())
	}
}
