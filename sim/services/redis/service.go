package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"sync"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A service is one Redis with its connections.
type service struct {
	hooks guest.Hooks
	redis *miniredis.Miniredis
	peers sync.Map // *server.Peer of every connection; miniredis makes others for the calls of a script

	// writing is held while a write is applied and recorded, so that records are in the order of application.
	writing      sync.Mutex
	transactions int64    // transactions and scripts that ran
	scripted     []effect // what the calls of the script that holds writing changed
}

func newService(hooks guest.Hooks) (*service, error) {
	s := &service{hooks: hooks, redis: miniredis.NewMiniRedis()}
	// Dial is the only way to start miniredis without a listener of its own; the connection is not used.
	conn, err := s.redis.Dial()
	if err != nil {
		return nil, fmt.Errorf("start miniredis: %w", err)
	}
	if err := conn.Close(); err != nil {
		return nil, fmt.Errorf("start miniredis: %w", err)
	}
	s.redis.ClockTTL(true)
	s.redis.Server().SetPreHook(s.observe)
	return s, nil
}

func (s *service) serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		go newConnection(s, conn).serve()
	}
}

// observe is called before every command. It lets those of connections pass and runs the calls of Lua scripts itself, on
// a peer whose reply it can see, to learn what they changed.
func (s *service) observe(peer *server.Peer, name string, args ...string) (done bool) {
	if _, ok := s.peers.Load(peer); ok {
		return false
	}
	var reply bytes.Buffer
	w := bufio.NewWriter(&reply)
	inner := server.NewPeer(w)
	inner.Ctx, inner.Resp3 = peer.Ctx, peer.Resp3
	s.peers.Store(inner, nil)
	s.redis.Server().Dispatch(inner, append([]string{name}, args...))
	s.peers.Delete(inner)
	w.Flush()
	peer.WriteRaw(reply.String())
	s.scripted = append(s.scripted, s.effects(command{name, args}, reply.Bytes())...)
	return true
}

// record reports effects in order. All effects of one transaction or script carry its number.
func (s *service) record(client string, effects []effect, atomic bool) {
	if len(effects) == 0 {
		return
	}
	var number int64
	if atomic {
		s.transactions++
		number = s.transactions
	}
	for _, e := range effects {
		s.hooks.Record("redis.effect", client, trace.Str("command", e.command), trace.Str("key", e.key),
			trace.Str("field", e.field), trace.Str("value", e.value), trace.Int("txn", number))
	}
}
