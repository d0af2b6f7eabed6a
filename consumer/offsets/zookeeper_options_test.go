package offsets

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// TestDigest keeps a group to one user: others see its offsets, as lag monitors must, and change nothing.
func TestDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		own := minute
		own.Digest = "consumer:secret"
		run := func(o ZooKeeperOptions) error {
			z := newZooKeeper(dial(t, srv), o, newMember("g", "h"))
			_, err := z.Alone().Join(t.Context(), both)
			if err == nil {
				_, err = z.Load(t.Context(), both)
			}
			if err != nil {
				return err
			}
			return z.Store(t.Context(), commitOf(0, consumer.Range{Partition: both[0], From: consumer.None, Until: 5}))
		}
		if err := run(own); err != nil {
			t.Fatal(err)
		}
		stranger := dial(t, srv)
		if data, _, err := stranger.Get("/consumers/g/offsets/t/0"); err != nil || string(data) != "5" {
			t.Errorf("a monitor reads %q, %v", data, err)
		}
		for _, node := range below(srv) {
			if _, err := stranger.Set(node, nil, anyVersion); (err != zk.ErrNoAuth) != (node == "/consumers") {
				t.Errorf("a stranger sets %s: %v", node, err)
			}
		}
		other := own
		other.Digest = "consumer:guessed"
		for _, o := range []ZooKeeperOptions{minute, other} {
			began := time.Now()
			if err := run(o); !errors.Is(err, zk.ErrNoAuth) || errors.Is(err, consumer.ErrFenced) || time.Since(began) >= pause {
				t.Errorf("as %q: error %v after %v", o.Digest, err, time.Since(began))
			}
		}
	})
}

// TestOptions refuses what cannot work before anything is tried.
func TestOptions(t *testing.T) {
	good := ZooKeeperOptions{Servers: "h:1/c", Group: "g"}
	for says, change := range map[string]func(*ZooKeeperOptions){
		`have "/c"`:                 func(o *ZooKeeperOptions) { o.Servers = "/c" },
		`have ""`:                   func(o *ZooKeeperOptions) { o.Group = "" },
		`have "a/b"`:                func(o *ZooKeeperOptions) { o.Group = "a/b" },
		"must not be negative":      func(o *ZooKeeperOptions) { o.SessionTimeout = -1 },
		"requests of 2000000 bytes": func(o *ZooKeeperOptions) { o.RequestMax = 2_000_000 },
		"want user:password":        func(o *ZooKeeperOptions) { o.Digest = "user" },
	} {
		o := good
		change(&o)
		if _, err := Dial(o); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %s", err, says)
		}
	}
}
