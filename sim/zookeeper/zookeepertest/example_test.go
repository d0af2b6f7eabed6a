package zookeepertest_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

var t testing.T // in a test, it is the test's own

// A server in memory, and go-zookeeper as its client.
func Example() {
	srv := zookeepertest.NewServer(&t)
	defer srv.Close() // in a test, the end of the test does it

	client, _, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial), zk.WithLogInfo(false))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	client.Create("/offset", []byte("41"), 0, zk.WorldACL(zk.PermAll))
	client.Set("/offset", []byte("42"), 0)

	offset := srv.Tree()["/offset"]
	fmt.Printf("%s, version %d\n", offset.Data, offset.Stat.Version)
	// Output: 42, version 1
}

// A create whose answer is lost: the client cannot know, and a second attempt tells.
func ExampleServer_Intercept() {
	srv := zookeepertest.NewServer(&t)
	defer srv.Close()
	srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
		if r.Stage == zookeeper.Applied && r.Op == "create" {
			srv.Intercept(nil)
			return zookeeper.Verdict{Action: zookeeper.Drop}
		}
		return zookeeper.Verdict{}
	})

	client, _, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial), zk.WithLogger(quiet{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	create := func() error {
		_, err := client.Create("/n", nil, 0, zk.WorldACL(zk.PermAll))
		return err
	}
	fmt.Println(errors.Is(create(), zk.ErrConnectionClosed))
	fmt.Println(errors.Is(create(), zk.ErrNodeExists))
	// Output:
	// true
	// true
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
