package hazards

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// TestH6ExpiryLeaksTheConnection: the client does not close the connection on which it learnt that its session has expired.
//
// Why: expiry is the one failed handshake after which the connection is simply replaced.
//
// Do: expect one more file descriptor per expired session until the garbage collector comes by; bring a dialer that keeps the last connection and closes it before the next.
func TestH6ExpiryLeaksTheConnection(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.srv.ExpireSession(r.SessionID())
		time.Sleep(10 * time.Second)
		if n := r.events.count(zk.StateExpired); n != 1 || len(r.wire.conns) != 3 {
			t.Fatalf("%d expiries and %d connections", n, len(r.wire.conns))
		}
		if first, second := r.wire.conns[0].closed, r.wire.conns[1].closed; !first || second {
			t.Errorf(mended+"connection before the expiry closed: %v, that of the expiry: %v", first, second)
		}
	})
}

// TestH8HalfAHandshakeHangsTheClient: if the server stops within the answer to a connect, the client waits for ever; calls hang, and Close does not free its goroutines.
//
// Why: the length of the answer is read under a deadline, and the body under none.
//
// Do: bring a dialer whose connections have a deadline of their own until the first answer is there; watch for HasSession with a timeout.
func TestH8HalfAHandshakeHangsTheClient(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.wire.frozen = make(chan struct{})
		defer close(r.wire.frozen)
		r.next(zookeeper.Applied, "connect", zookeeper.Verdict{Action: zookeeper.Half})
		r.wire.conns[0].Conn.Close()
		time.Sleep(2 * time.Second)
		answered := false
		go func() {
			r.Exists("/")
			answered = true
		}()
		time.Sleep(24 * time.Hour)
		if n := r.events.count(zk.StateHasSession); answered || n != 1 || len(r.wire.conns) != 2 {
			t.Errorf(mended+"call answered: %v, sessions %d, connections %d", answered, n, len(r.wire.conns))
		}
		r.Close()
		time.Sleep(24 * time.Hour)
		if disconnected := r.events.count(zk.StateDisconnected); disconnected != 1 || r.wire.conns[1].closed {
			t.Errorf(mended+"after Close: disconnected %d times, connection closed: %v", disconnected, r.wire.conns[1].closed)
		}
	})
}

// TestH9EventsAreDropped: of the events of two reconnects, those after the sixth are missing in the channel that Connect returns, if nobody reads it meanwhile.
//
// Why: the channel holds six, and what does not fit is dropped without a word; HasSession can be among it.
//
// Do: use zk.WithEventCallback, which misses none, and return from it at once; or read the channel all the time.
func TestH9EventsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		told := &events{}
		c, channel, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial), zk.WithLogger(quiet{}),
			zk.WithEventCallback(told.add))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			synctest.Wait()
			srv.Disconnect(c.SessionID())
			time.Sleep(2 * time.Second)
		}
		c.Close()
		synctest.Wait() // its last event is dropped too, unless the channel is read before it
		var received []zk.Event
		for e := range channel {
			received = append(received, e)
		}
		if len(received) != 6 || len(told.all) != 12 {
			t.Errorf(mended+"%d events of %d", len(received), len(told.all))
		}
	})
}

// TestH10TimeoutOfZeroPanics: a server that grants a session timeout below a millisecond makes the client panic, in a goroutine of its own, which ends the process.
//
// Why: the interval of the pings is a third of what was granted, and a ticker of 0 panics. Only a server with a maxSessionTimeout of 0 grants it.
//
// Do: leave maxSessionTimeout at its default.
func TestH10TimeoutOfZeroPanics(t *testing.T) {
	alone(t, "panic: non-positive interval for NewTicker", func() {
		srv := zookeepertest.NewServer(t, zookeeper.Config{MinSessionTimeout: 1, MaxSessionTimeout: 1})
		c, events, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial), zk.WithLogger(quiet{}))
		if err != nil {
			t.Fatal(err)
		}
		broken := 0
		for e := range events {
			if e.State == zk.StateHasSession {
				c.Exists("/") // in vain: the panic comes first
			}
			if e.State == zk.StateDisconnected { // the other goroutine's read can time out before
				broken++
			}
			if broken == 20 {
				leave("no panic")
			}
		}
	})
}

// TestH10TimeoutWithoutAUnitNeverConnects: a client that asks for a session timeout below a millisecond, as zk.Connect(addrs, 10) does, never gets a session, and says so only to its logger.
//
// Why: the deadline of its handshake is ten times two thirds of what it asks for, in whole milliseconds: it has passed before anything is written.
//
// Do: write the session timeout with its unit, 10*time.Second.
func TestH10TimeoutWithoutAUnitNeverConnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		told := &events{}
		c, _, err := zk.Connect(srv.Addrs(), 10, zk.WithDialer(srv.Dial), zk.WithLogger(quiet{}), zk.WithEventCallback(told.add))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		time.Sleep(time.Minute)
		if connected, session := told.count(zk.StateConnected), told.count(zk.StateHasSession); connected < 10 || session != 0 {
			t.Errorf(mended+"%d connections, %d sessions", connected, session)
		}
	})
}

// TestH12NobodyTellsOfAnExpiryDuringAPartition: while the client is cut off, it is told nothing about its session, however long ago the server has ended it.
//
// Why: only a server can say that a session has expired, and none is reached.
//
// Do: when Disconnected comes, start a timer of the session timeout, and give up what the session stands for (locks, leadership) when it ends without HasSession.
func TestH12NobodyTellsOfAnExpiryDuringAPartition(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		if _, err := r.Create("/e", nil, zk.FlagEphemeral, open); err != nil {
			t.Fatal(err)
		}
		session := r.SessionID()
		r.srv.Server().Refuse(0, true)
		r.srv.Disconnect(session)
		time.Sleep(time.Hour)
		if r.there("/e") {
			t.Fatal("the server has not ended the session")
		}
		if n := r.events.count(zk.StateExpired); n != 0 || r.SessionID() != session {
			t.Errorf(mended+"told of %d expiries", n)
		}
		r.srv.Server().Refuse(0, false)
		time.Sleep(10 * time.Second)
		if n := r.events.count(zk.StateExpired); n != 1 {
			t.Errorf("when it is back, the client is told of %d expiries", n)
		}
	})
}
