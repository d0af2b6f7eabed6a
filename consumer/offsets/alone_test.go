package offsets

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// TestSecondCopy has a copy on another host wait until the first one is gone, by its own will or with its session, and one
// that is told to stop meanwhile stop.
func TestSecondCopy(t *testing.T) {
	for _, expires := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			srv := zookeepertest.NewServer(t)
			first, second, third := enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial)
			second.member, third.member = newMember("g", "elsewhere"), newMember("g", "nowhere")
			join(t, first.Alone(), four)
			var came bool
			go func() {
				join(t, second.Alone(), four)
				came = true
			}()
			ctx, stop := context.WithTimeout(t.Context(), 10*minute.timeout())
			defer stop()
			if _, err := third.Alone().Join(ctx, four); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the third copy: error %v", err)
			}
			if synctest.Wait(); came {
				t.Fatal("the second copy did not wait")
			}
			if expires {
				srv.ExpireSession(first.client.SessionID())
			} else {
				first.Close()
			}
			if synctest.Wait(); !came {
				t.Fatal("the second copy still waits")
			}
			if owner := string(srv.Tree()["/consumers/g/owners/t/3"].Data); owner != second.member.thread() {
				t.Errorf("the owner is %q", owner)
			}
		})
	}
}

// TestSuccessor takes over at once what another one holds on the same host, whose next commit fails.
func TestSuccessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		first, second := enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial)
		join(t, first.Alone(), four)
		if _, err := first.Load(t.Context(), four); err != nil {
			t.Fatal(err)
		}
		join(t, second.Alone(), four)
		err := first.Store(t.Context(), commitOf(1, consumer.Range{Partition: four[0], From: consumer.None, Until: 1}))
		if !errors.Is(err, consumer.ErrFenced) {
			t.Errorf("error %v", err)
		}
	})
}

// TestNeighbours tells a consumer on the same host from those on hosts and in groups whose names are much alike.
func TestNeighbours(t *testing.T) {
	m := newMember("g", "host")
	for _, c := range []struct {
		group, host string
		is          bool
	}{
		{"g", "host", true}, {"g", "host-1", false}, {"g", "ho", false}, {"g", "elsewhere", false}, {"h", "host", false}, {"g-g", "host", false},
	} {
		if is := m.isNeighbour(newMember(c.group, c.host).thread()); is != c.is {
			t.Errorf("%s on %s: %t", c.group, c.host, is)
		}
	}
	for _, odd := range []string{"", "0", "g_host", "somebody else"} {
		if m.isNeighbour(odd) {
			t.Errorf("%q is one", odd)
		}
	}
}
