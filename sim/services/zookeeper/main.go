// Command zookeeper is the ZooKeeper of a world. It also runs as an ordinary server on a real port.
//
// It reports every request at three points and records each znode written and each session that begins or ends. The
// world may have it expire a session or cut its connection by a control message.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

func main() {
	var c zookeeper.Config
	listen := flag.String("listen", ":2181", "address to serve on")
	millis(&c.Tick, "tick", 2000, "milliseconds to which session ends are rounded up")
	millis(&c.MinSessionTimeout, "min-session-timeout", 0, "milliseconds; 0 is two ticks")
	millis(&c.MaxSessionTimeout, "max-session-timeout", 0, "milliseconds; 0 is twenty ticks")
	flag.IntVar(&c.MaxFrame, "max-frame", 0xfffff, "bytes of a request (jute.maxbuffer)")
	flag.StringVar(&c.SuperDigest, "super-digest", "", "user:hash of the one who may do everything")
	flag.BoolVar(&c.ExtendedTypes, "extended-types", false, "allow znodes with a time to live")
	flag.Parse()
	if err := run(*listen, c); err != nil {
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

func run(address string, c zookeeper.Config) error {
	s := zookeeper.NewServer(c, hooks(guest.World()))
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	go obey(s, guest.Control())
	return s.Serve(l)
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
