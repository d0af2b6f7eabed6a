package offsets

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// wires are the connections of one client, whose commits meet the fates of a script.
type wires struct {
	mu     sync.Mutex
	script []fateOfCommit
	sent   int // commits that reached the broker
}

type fateOfCommit string

const (
	commitAnswered fateOfCommit = "answered"
	commitLost     fateOfCommit = "lost"                 // the connection broke before
	commitUnheard  fateOfCommit = "applied, answer lost" // the connection broke behind
)

func (w *wires) plan(script ...fateOfCommit) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.script, w.sent = script, 0
}

// meet takes the next fate.
func (w *wires) meet() fateOfCommit {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := commitAnswered
	if len(w.script) > 0 {
		f, w.script = w.script[0], w.script[1:]
	}
	if f != commitLost {
		w.sent++
	}
	return f
}

func (w *wires) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, network, address)
	return &wire{Conn: c, wires: w}, err
}

// wire is one connection. The client writes a request at once, and keeps commits on a connection with nothing else that
// waits for an answer.
type wire struct {
	net.Conn
	*wires
	mu   sync.Mutex
	deaf bool
}

func (c *wire) Write(b []byte) (int, error) {
	if len(b) < 6 || kmsg.Key(int(b[4])<<8|int(b[5])) != kmsg.OffsetCommit {
		return c.Conn.Write(b)
	}
	f := c.meet()
	if f == commitLost {
		c.Close()
		return 0, errors.New("broken pipe")
	}
	c.mu.Lock()
	c.deaf = f == commitUnheard
	c.mu.Unlock()
	return c.Conn.Write(b)
}

func (c *wire) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.deaf {
		c.Close()
		return 0, io.EOF
	}
	return n, err
}

// cluster starts three brokers with a topic t of two partitions.
func cluster(t *testing.T, opts ...kfake.Opt) (*kfake.Cluster, consumer.TopicID) {
	t.Helper()
	c, err := kfake.NewCluster(append(opts, kfake.NumBrokers(3), kfake.SeedTopics(2, "t"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, c.TopicInfo("t").TopicID
}

// patient makes tests of failures short.
var patient = Patience{RetryBackoff: time.Millisecond, RetryTimeout: 20 * time.Second}

// openKafka returns a store with a client of its own.
func openKafka(t *testing.T, c *kfake.Cluster) (*Kafka, *wires) {
	t.Helper()
	w := &wires{}
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.Dialer(w.dial))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return NewKafka(client, "g", patient), w
}
