//go:build realstack

package realkill

import (
	"syscall"
	"testing"
)

// TestKillOneOfTwo shares a topic between two instances and kills the first, then the second: each time the other takes
// over what the dead one had, and nothing is lost.
func TestKillOneOfTwo(t *testing.T) {
	d := design{sink: inRedis("redis-append"), store: byZooKeeper, promise: atLeastOnce}
	r := newRun(t, d, drawSeed(t))
	// A session ends in this time after the last that was heard of its process, and then its partitions are free.
	r.args = append(r.args, "--instances.shared", "--zookeeper.session_timeout", "4s")
	r.produce(t, before, 0)
	one, oneLife := r.live(t, "consumer")
	two, twoLife := r.live(t, "consumer2")
	for _, name := range []string{"consumer", "consumer2"} {
		r.await(t, "both work", func(by map[int32]string) bool { return len(by) == partitions && by[0] != by[partitions-1] })
		r.kill(t, one)
		r.over(t, one, oneLife)
		r.await(t, "the other has it all", func(by map[int32]string) bool {
			for p := range int32(partitions) {
				if by[p] != twoLife.name {
					return false
				}
			}
			return true
		})
		one, oneLife, two, twoLife = two, twoLife, nil, life{}
		two, twoLife = r.live(t, name)
	}
	r.finish(t, one)
	r.over(t, one, oneLife)
	if two.end(syscall.SIGTERM); two.code() != 0 {
		t.Errorf("stopped with status %d: %s", two.code(), &two.said)
	}
	r.over(t, two, twoLife)
	_, v := r.judge(t, d)
	t.Logf("%+v", v.Ledger)
	for _, a := range v.Anomalies {
		t.Error(a)
	}
	r.drained(t, v)
}

// await waits until the lives that wrote the newest results of the partitions are as wanted.
func (r *run) await(t *testing.T, what string, wanted func(by map[int32]string) bool) {
	t.Helper()
	for {
		r.goOn(t, what)
		results, err := r.sink.results(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		by := map[int32]string{}
		for _, k := range results {
			by[k.partition] = lifeOf(k.writer)
		}
		if wanted(by) {
			return
		}
	}
}
