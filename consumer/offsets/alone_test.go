package offsets

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

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

// TestWaitIsTold reads what the log says of a copy that waits: once that it does, and for whom, and once that it need not
// any more. Meanwhile it has one watch at the server, however long that takes.
func TestWaitIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		first, second := enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial)
		second.member = newMember("g", "elsewhere")
		asked := &asking{client: second.client}
		second.client = asked
		var said strings.Builder
		second.log = logTo(&said)
		join(t, first.Alone(), four)
		came := make(chan struct{})
		go func() {
			join(t, second.Alone(), four)
			close(came)
		}()
		time.Sleep(10 * ten.timeout()) // in the bubble's time
		warned := `level=WARN msg="another consumer owns a partition; waiting until it gives it back" partition=t/0 owner=` + first.member.thread() + "\n"
		if said.String() != warned || asked.watches != 1 {
			t.Errorf("while it waits: %d watches, said %s", asked.watches, said.String())
		}
		first.Close()
		<-came
		if want := warned + "level=INFO msg=\"the partitions were given back, and are owned now\"\n"; said.String() != want {
			t.Errorf("then: said %s", said.String())
		}
	})
}

// TestMemberWaitIsTold reads the same of a member that is to have partitions which another one holds on to.
func TestMemberWaitIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		first, second := enlist(t, srv, srv.Dial), enlist(t, srv, srv.Dial)
		var said strings.Builder
		second.log = logTo(&said)
		held := join(t, first.Group(GroupOptions{}), four)
		came := make(chan consumer.Assignment)
		go func() { came <- join(t, second.Group(GroupOptions{}), four) }()
		time.Sleep(10 * ten.timeout()) // in the bubble's time
		warned := "level=WARN msg=\"another consumer owns a partition; waiting until it gives it back\" partition=t/"
		if !strings.HasPrefix(said.String(), warned) || strings.Count(said.String(), "\n") != 1 {
			t.Errorf("while it waits: said %s", said.String())
		}
		if err := held.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := (<-came).Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(said.String(), "\nlevel=INFO msg=\"the partitions were given back, and are owned now\"\n") {
			t.Errorf("then: said %s", said.String())
		}
	})
}

// asking counts the watches on single znodes that are asked for.
type asking struct {
	client
	watches int
}

func (a *asking) ExistsW(node string) (bool, *zk.Stat, <-chan zk.Event, error) {
	a.watches++
	return a.client.ExistsW(node)
}

// logTo returns a log without times.
func logTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

// TestClientLog has the client's lines in the structured log.
func TestClientLog(t *testing.T) {
	var said strings.Builder
	clientLog{logTo(&said)}.Printf("failed to connect to %s", "host:1")
	if want := "level=WARN msg=\"the zookeeper client reports\" what=\"failed to connect to host:1\"\n"; said.String() != want {
		t.Errorf("said %s", said.String())
	}
	synctest.Test(t, func(t *testing.T) {
		said.Reset()
		o := ten
		o.Servers, o.Log = "127.0.0.1:1", logTo(&said)
		o.Dialer = func(string, string, time.Duration) (net.Conn, error) { return nil, io.ErrUnexpectedEOF }
		z, err := Dial(o)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		if synctest.Wait(); !strings.Contains(said.String(), "what=\"failed to connect to 127.0.0.1:1: unexpected EOF\"\n") {
			t.Errorf("said %s", said.String())
		}
	})
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
