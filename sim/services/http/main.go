// Command http is an HTTP sink of a world: what is posted to any path is kept, and can be read again by GET.
//
// A request may carry an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). Where keys are honoured, the second
// request with a key of its path changes nothing and is given the first one's answer again, as Stripe does it, with
// Idempotent-Replayed: true; with another body it is refused by 422. Where they are ignored, as most servers do, each
// request is kept. No answer is remembered of a request that was refused.
//
// It promises that the requests of a connection are strictly one after another, and that an effect is recorded exactly
// when it was applied and in the order of application:
//
//	http.effect    command="POST" key=path field=the Idempotency-Key value=body txn=0
//	http.repeated  the same, for a request whose key had been seen, which changed nothing
package main

import (
	"flag"
	"fmt"
	"net"
	"os"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/services/exchange"
)

func main() {
	listen := flag.String("listen", ":8081", "address to serve on")
	keys := flag.String("keys", "honour", "what an Idempotency-Key means: honour or ignore")
	reject := flag.String("reject", "", "answer 422 to a body that contains this; empty rejects none")
	flag.Parse()
	if err := run(*listen, *keys, *reject); err != nil {
		fmt.Fprintln(os.Stderr, "http:", err)
		os.Exit(1)
	}
}

func run(address, keys, reject string) error {
	if keys != "honour" && keys != "ignore" {
		return fmt.Errorf("-keys %s: want honour or ignore", keys)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	hooks := guest.World()
	s := newSink(hooks, keys == "honour", reject)
	return (&exchange.Server{Hooks: hooks, Service: s.service, Broken: "http.unknown"}).Serve(l)
}
