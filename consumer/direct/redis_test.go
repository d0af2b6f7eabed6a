package direct

import (
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/settings"
)

// TestConcurrentRedis writes as many batches at once as the settings allow: none is answered before all of them have arrived.
func TestConcurrentRedis(t *testing.T) {
	redis := miniredis.RunT(t)
	s := settings.Default()
	s.Topic, s.Sink.Address, s.Batch.Concurrent = "t", redis.Addr(), 3
	var arrived atomic.Int64
	all := make(chan struct{})
	redis.Server().SetPreHook(func(_ *server.Peer, command string, _ ...string) bool {
		if command != "RPUSH" {
			return false
		}
		if arrived.Add(1) == int64(s.Batch.Concurrent) {
			close(all)
		}
		select {
		case <-all:
		case <-t.Context().Done():
		}
		return false
	})
	wire(t, "redis", s, func(w *wiring) any {
		sink, err := w.sink()
		if err != nil {
			t.Fatal(err)
		}
		written := make(chan error)
		for range s.Batch.Concurrent {
			go func() {
				written <- sink.Write(t.Context(), consumer.Batch{Results: []consumer.Result{{Partition: consumer.Partition{Topic: "t"}}}})
			}()
		}
		for range s.Batch.Concurrent {
			if err := <-written; err != nil {
				t.Error(err)
			}
		}
		return sink
	})
}
