package sinks

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/consumer"
)

var (
	p0 = consumer.Partition{Topic: "t", ID: 0}
	p1 = consumer.Partition{Topic: "t", ID: 1}
)

// batch is two results of partition 0 and one of partition 1, which move the offsets from the first two to the others.
func batch(from0, from1, until0, until1 int64) consumer.Batch {
	return consumer.Batch{
		Commit: consumer.Commit{TopicID: consumer.TopicID{1}, Ranges: []consumer.Range{
			{Partition: p0, From: from0, Until: until0}, {Partition: p1, From: from1, Until: until1},
		}},
		Results: []consumer.Result{
			{Partition: p0, Offset: 5, Value: []byte("a")},
			{Partition: p0, Offset: 6, Value: []byte("b")},
			{Partition: p1, Offset: 9, Value: []byte("c")},
		},
	}
}

func at(offset int64) consumer.Position {
	return consumer.Position{Offset: offset, Epoch: consumer.NoEpoch}
}

// connect returns a client of a new Redis.
func connect(t *testing.T) (*miniredis.Miniredis, *redis.Client) {
	t.Helper()
	r := miniredis.RunT(t)
	client := Connect(RedisConfig{Address: r.Addr()})
	t.Cleanup(func() { client.Close() })
	return r, client
}

// hangUp makes Redis close the connection, once, instead of doing a command.
func hangUp(r *miniredis.Miniredis, command string) {
	var done atomic.Bool
	r.Server().SetPreHook(func(peer *server.Peer, name string, _ ...string) bool {
		if name != command || done.Swap(true) {
			return false
		}
		peer.Close()
		return true
	})
}

// loseAnswer lets one pipeline that ends with a command come through and loses its answer.
type loseAnswer struct {
	command string
	lost    bool
}

func (l *loseAnswer) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (l *loseAnswer) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (l *loseAnswer) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, commands []redis.Cmder) error {
		err := next(ctx, commands)
		if err == nil && !l.lost && commands[len(commands)-1].Name() == l.command {
			l.lost = true
			return net.ErrClosed
		}
		return err
	}
}

// lists returns what was appended to the lists of the two partitions.
func lists(t *testing.T, r *miniredis.Miniredis) [2][]string {
	t.Helper()
	var got [2][]string
	for i, key := range []string{"out:t:0", "out:t:1"} {
		if r.Exists(key) {
			var err error
			if got[i], err = r.List(key); err != nil {
				t.Fatal(err)
			}
		}
	}
	return got
}

var once = [2][]string{{"a", "b"}, {"c"}}

func TestAppend(t *testing.T) {
	r, client := connect(t)
	if err := NewAppend(client).Write(t.Context(), batch(5, 9, 7, 10)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(once, lists(t, r)); diff != "" {
		t.Error(diff)
	}
}

// TestAppendNeverRepeats loses the answer: the results are there once, and the sink says that it failed.
func TestAppendNeverRepeats(t *testing.T) {
	r, client := connect(t)
	client.AddHook(&loseAnswer{command: "rpush"})
	if err := NewAppend(client).Write(t.Context(), batch(5, 9, 7, 10)); err == nil {
		t.Error("no error")
	}
	if diff := cmp.Diff(once, lists(t, r)); diff != "" {
		t.Error(diff)
	}
}

// TestKeyed writes through a lost connection and a lost answer, and writes the batch again: three keys are there.
func TestKeyed(t *testing.T) {
	r, client := connect(t)
	sink := NewKeyed(client)
	sink.pause = 0
	hangUp(r, "SET")
	client.AddHook(&loseAnswer{command: "set"})
	for range 2 {
		if err := sink.Write(t.Context(), batch(5, 9, 7, 10)); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{
		"out:AQAAAAAAAAAAAAAAAAAAAA:0:5": "a", "out:AQAAAAAAAAAAAAAAAAAAAA:0:6": "b", "out:AQAAAAAAAAAAAAAAAAAAAA:1:9": "c",
	}
	got := map[string]string{}
	for _, key := range r.Keys() {
		got[key], _ = r.Get(key)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestKeyedGivesUp writes to a Redis that is gone.
func TestKeyedGivesUp(t *testing.T) {
	r, client := connect(t)
	sink := NewKeyed(client)
	sink.pause = 0
	r.SetError("LOADING")
	if err := sink.Write(t.Context(), batch(5, 9, 7, 10)); err == nil {
		t.Error("no error")
	}
}

// TestTransaction starts a group, moves it, and then meets each way in which a transaction can fail. The results are
// there once in all cases but the one in which the other writer's are.
func TestTransaction(t *testing.T) {
	for _, c := range []struct {
		name   string
		harm   func(*miniredis.Miniredis, *redis.Client)
		fenced bool
	}{
		{"no harm", func(*miniredis.Miniredis, *redis.Client) {}, false},
		{"connection lost before the offsets are read", func(r *miniredis.Miniredis, _ *redis.Client) { hangUp(r, "MGET") }, false},
		{"connection lost before EXEC", func(r *miniredis.Miniredis, _ *redis.Client) { hangUp(r, "EXEC") }, false},
		{"answer to EXEC lost", func(_ *miniredis.Miniredis, c *redis.Client) { c.AddHook(&loseAnswer{command: "exec"}) }, false},
		{"overtaken before", func(r *miniredis.Miniredis, _ *redis.Client) { r.Set("offset:g:t:1", "12") }, true},
		{"overtaken meanwhile", func(r *miniredis.Miniredis, _ *redis.Client) {
			r.Server().SetPreHook(func(_ *server.Peer, name string, _ ...string) bool {
				if name == "MULTI" {
					r.Set("offset:g:t:1", "12")
				}
				return false
			})
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, client := connect(t)
			sink := NewTransaction(client, "g")
			sink.pause = 0
			start := batch(consumer.None, consumer.None, 5, 9)
			start.Results = nil
			if err := sink.Write(t.Context(), start); err != nil {
				t.Fatal(err)
			}
			c.harm(r, client)
			err := sink.Write(t.Context(), batch(5, 9, 7, 10))
			want, offsets := once, map[consumer.Partition]consumer.Position{p0: at(7), p1: at(10)}
			if c.fenced {
				want, offsets = [2][]string{}, map[consumer.Partition]consumer.Position{p0: at(5), p1: at(12)}
			}
			if errors.Is(err, consumer.ErrFenced) != c.fenced || err != nil && !c.fenced {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(want, lists(t, r)); diff != "" {
				t.Error(diff)
			}
			loaded, err := sink.Load(t.Context(), []consumer.Partition{p0, p1, {Topic: "t", ID: 2}})
			for p, is := range loaded {
				loaded[p] = at(is.Offset)
			}
			if diff := cmp.Diff(offsets, loaded); diff != "" || err != nil {
				t.Errorf("error %v, offsets:\n%s", err, diff)
			}
		})
	}
}

// TestTransactionRepeated writes a batch that was applied before, as a zombie does: it is refused, not ignored.
func TestTransactionRepeated(t *testing.T) {
	r, client := connect(t)
	sink := NewTransaction(client, "g")
	if err := sink.Write(t.Context(), batch(consumer.None, consumer.None, 7, 10)); err != nil {
		t.Fatal(err)
	}
	if err := sink.Write(t.Context(), batch(consumer.None, consumer.None, 7, 10)); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(once, lists(t, r)); diff != "" {
		t.Error(diff)
	}
}
