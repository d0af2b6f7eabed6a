package zookeepertest_test

import (
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// The tests of this file are in docs/zookeeper-in-your-tests.md; TestPaperShowsTheseTests holds the two together.

func TestWorkerStopsWhenItsSessionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		client, events, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		if _, err := client.Create("/worker", nil, zk.FlagEphemeral, zk.WorldACL(zk.PermAll)); err != nil {
			t.Fatal(err)
		}

		srv.ExpireSession(client.SessionID())

		for e := range events {
			if e.State == zk.StateExpired {
				break // here your worker should have stopped
			}
		}
		if _, there := srv.Tree()["/worker"]; there {
			t.Error("the znode outlived its session")
		}
	})
}

func TestOffsetIsStoredOnceThoughTheAnswerIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
			if r.Stage == zookeeper.Applied && r.Op == "setData" && r.Path == "/offset" {
				srv.Intercept(nil) // only the first time
				return zookeeper.Verdict{Action: zookeeper.Drop}
			}
			return zookeeper.Verdict{}
		})
		client, _, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		client.Create("/offset", []byte("41"), 0, zk.WorldACL(zk.PermAll))

		version := int32(0)
		_, err = client.Set("/offset", []byte("42"), version)
		if err == zk.ErrConnectionClosed {
			_, err = client.Set("/offset", []byte("42"), version)
		}

		if err != zk.ErrBadVersion || srv.Tree()["/offset"].Stat.Version != 1 {
			t.Errorf("second attempt: %v, version %d", err, srv.Tree()["/offset"].Stat.Version)
		}
	})
}

// TestPaperShowsTheseTests finds each block of Go of the paper in this file.
func TestPaperShowsTheseTests(t *testing.T) {
	paper, err := os.ReadFile("../../../docs/zookeeper-in-your-tests.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("docs_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(paper), "```go\n")[1:]
	if len(blocks) != 2 {
		t.Errorf("%d blocks", len(blocks))
	}
	for _, b := range blocks {
		code, _, _ := strings.Cut(b, "```")
		if !strings.Contains(string(source), "\n"+code) {
			t.Errorf("this is no test of docs_test.go:\n%s", code)
		}
	}
}
