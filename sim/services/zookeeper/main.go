// Command zookeeper is the ZooKeeper of a world. It also runs as an ordinary server on a real port.
//
// With several addresses it is an ensemble, a member on each, in one process that has all of their hosts: the link to
// each member can be cut by itself.
//
// It reports every request at three points and records each znode written and each session that begins or ends. The
// world orders what else goes wrong by control messages; see order.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

func main() {
	var c zookeeper.Config
	listen := flag.String("listen", ":2181", "addresses to serve on, one of each member")
	flag.IntVar(&c.Members, "ensemble", 0, "members; 0 is as many as there are addresses")
	millis(&c.Lag, "lag", 0, "milliseconds by which a follower is behind at most")
	flag.Uint64Var(&c.Seed, "seed", 0, "of what each transaction's lag is drawn")
	millis(&c.Tick, "tick", 2000, "milliseconds to which session ends are rounded up")
	millis(&c.MinSessionTimeout, "min-session-timeout", 0, "milliseconds; 0 is two ticks")
	millis(&c.MaxSessionTimeout, "max-session-timeout", 0, "milliseconds; 0 is twenty ticks")
	flag.IntVar(&c.MaxFrame, "max-frame", 0xfffff, "bytes of a request (jute.maxbuffer)")
	flag.StringVar(&c.SuperDigest, "super-digest", "", "user:hash of the one who may do everything")
	flag.BoolVar(&c.ExtendedTypes, "extended-types", false, "allow znodes with a time to live")
	flag.Func("words", "four-letter words to answer besides srvr, by commas; * is all", func(s string) error { c.Words = strings.Split(s, ","); return nil })
	flag.Parse()
	if err := run(strings.Split(*listen, ","), c); err != nil {
		fmt.Fprintln(os.Stderr, "zookeeper:", err)
		os.Exit(1)
	}
}

func millis(d *time.Duration, name string, value int64, usage string) {
	*d = time.Duration(value) * time.Millisecond
	flag.Func(name, fmt.Sprintf("%s (default %d)", usage, value), func(s string) error {
		v, err := time.ParseDuration(s + "ms")
		*d = v
		return err
	})
}

func run(addresses []string, c zookeeper.Config) error {
	if c.Members == 0 {
		c.Members = len(addresses)
	}
	if len(addresses) != c.Members {
		return fmt.Errorf("%d addresses for %d members", len(addresses), c.Members)
	}
	world := guest.World()
	s := zookeeper.NewServer(c, hooks(world))
	ended := make(chan error, len(addresses))
	for i, address := range addresses {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return fmt.Errorf("listen on %s: %w", address, err)
		}
		go func() { ended <- s.ServeMember(i, l) }()
	}
	control := controller{server: s, members: c.Members, world: world, saved: map[int64]*zookeeper.Snapshot{}}
	go control.obey(guest.Control())
	return <-ended
}

// hooks translates between the server, which knows nothing of worlds, and the world.
func hooks(w guest.Hooks) zookeeper.Hooks {
	return zookeeper.Hooks{
		Point: func(stage zookeeper.Stage, op, client string, args []trace.Arg) zookeeper.Verdict {
			v := w.Point(guest.Stage(stage), op, client, args...)
			return zookeeper.Verdict{Action: zookeeper.Action(v.Action), Error: v.Error, Delay: v.Delay}
		},
		Record: func(name, client string, args []trace.Arg) { w.Record(name, client, args...) },
	}
}
