// Command shop is two small programs for the tests of package faults: a store that reports its operations to the world,
// and a buyer that asks it for a few things one after another.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

const goods = 4

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 && os.Args[1] == "store" {
		store()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := buy(ctx); err != nil {
		log.Fatal(err)
	}
}

func store() {
	l, err := net.Listen("tcp", "store:7000")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	client := conn.RemoteAddr().String()
	for r := bufio.NewReader(conn); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		answer := "sold"
		v := point(guest.Received, client)
		if v.Action == guest.GoOn {
			guest.Record("store.sale", client, trace.Str("thing", strings.TrimSpace(line)))
			v = point(guest.Applied, client)
		}
		switch v.Action {
		case guest.Drop:
			return
		case guest.Fail:
			answer = v.Error
		}
		fmt.Fprintln(conn, answer)
		guest.Point(guest.Answered, "store.buy", client)
	}
}

func point(stage guest.Stage, client string) guest.Verdict {
	v := guest.Point(stage, "store.buy", client)
	if v.Action == guest.Delay {
		time.Sleep(v.Delay)
		return guest.Verdict{}
	}
	return v
}

func buy(ctx context.Context) error {
	conn, err := net.Dial("tcp", "store:7000")
	if err != nil {
		return err
	}
	r := bufio.NewReader(conn)
	for i := range goods {
		if _, err := fmt.Fprintf(conn, "thing %d\n", i+1); err != nil {
			return err
		}
		answer, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		if answer != "sold\n" {
			return fmt.Errorf("the store says %s", answer)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}
