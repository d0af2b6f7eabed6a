// Command redis is the Redis of a world: miniredis behind an accept loop of our own, which reports each command at three
// points and records what each write made durable.
//
// It promises that the commands of a connection are strictly one after another, that an effect is recorded exactly when
// it was applied (for a transaction: when its EXEC ran, for a script: when the call inside it ran), and in the order of
// application. Pub/sub messages are delivered but not reported.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"

	"github.com/onceover/onceover/sim/guest"
)

func main() {
	listen := flag.String("listen", ":6379", "address to serve on")
	flag.Parse()
	if err := run(*listen); err != nil {
		fmt.Fprintln(os.Stderr, "redis:", err)
		os.Exit(1)
	}
}

func run(address string) error {
	s, err := newService(guest.World())
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	return s.serve(l)
}
