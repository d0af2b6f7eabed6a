//go:build realstack

package realkill

import (
	"crypto/rand"
	"encoding/binary"
	"os"
	"strconv"
	"testing"

	"github.com/onceover/onceover/model"
)

// Each design is killed so often, and up to killsMax times if what is to be shown needs it.
const (
	kills    = 20
	killsMax = 3 * kills
)

// A design is a consumer, where it writes and what it promises.
type design struct {
	name          string
	sink          func(*testing.T, *run) sink
	store         func(*testing.T, *run) store
	overwrites    bool // results stand under keys
	transactional bool // the sink keeps the offsets
	promise       model.Promise

	program string   // by the import path below the module; empty: cmd/direct
	verb    []string // its first arguments; nil: run
}

var (
	atLeastOnce = model.Promise{Guarantee: model.AtLeastOnce}
	exactlyOnce = model.Promise{Guarantee: model.ExactlyOnce}
)

var designs = []design{
	{name: "redis-append zookeeper", sink: inRedis("redis-append"), store: byZooKeeper, promise: atLeastOnce},
	{name: "redis-keyed kafka", sink: inRedis("redis-keyed"), store: byKafka, overwrites: true, promise: exactlyOnce},
	{name: "redis-transaction file", sink: inRedis("redis-transaction"), store: byFile, transactional: true, promise: exactlyOnce},
	{name: "postgres-keyed zookeeper", sink: inPostgres("postgres-keyed"), store: byZooKeeper, overwrites: true, promise: exactlyOnce},
	{name: "postgres-transaction kafka", sink: inPostgres("postgres-transaction"), store: byKafka, transactional: true, promise: exactlyOnce},
	{name: "kafka file", sink: inKafka("kafka"), store: byFile, promise: atLeastOnce},
	{name: "kafka-transaction zookeeper", sink: inKafka("kafka-transaction"), store: byZooKeeper, transactional: true, promise: exactlyOnce},
}

// TestKill kills each design again and again, lets it come to the end, and holds it to its promise.
func TestKill(t *testing.T) {
	address(t, "kafka")
	for _, d := range designs {
		t.Run(d.name, func(t *testing.T) {
			r := newRun(t, d, drawSeed(t))
			var hits func(*look, life) bool
			if !d.transactional {
				hits = (*look).between
			}
			n, between := r.play(t, hits)
			_, v := r.judge(t, d)
			t.Logf("%d kills, %d of them between results and offsets; %+v", n, between, v.Ledger)
			for _, a := range v.Anomalies {
				t.Error(a)
			}
			if between == 0 && !d.transactional {
				t.Error("no kill fell between results and offsets, so that this shows little")
			}
			r.drained(t, v)
		})
	}
}

// drained holds that everything was read and stored that was produced.
func (r *run) drained(t *testing.T, v model.Verdict) {
	t.Helper()
	if !v.Drained || v.Ledger.Visible != r.produced {
		t.Errorf("of %d records %d were judged, and %d are left to read", r.produced, v.Ledger.Visible, v.Ledger.Lag)
	}
}

// play produces and kills, and returns how many kills there were, and how many were hits. If there can be hits, it goes
// on until there is one, for a while.
func (r *run) play(t *testing.T, isHit func(*look, life) bool) (n, hits int) {
	t.Helper()
	r.produce(t, before, 0)
	r.produceAll(t)
	for ; n < kills || isHit != nil && hits == 0 && n < killsMax; n++ {
		p, l := r.live(t, "consumer")
		r.kill(t, p)
		if k := r.over(t, p, l); isHit != nil && isHit(k, l) {
			hits++
		}
	}
	p, l := r.live(t, "consumer")
	r.finish(t, p)
	r.over(t, p, l)
	return n, hits
}

// judge holds what was seen to the promise.
func (r *run) judge(t *testing.T, d design) (*model.History, model.Verdict) {
	t.Helper()
	records, err := r.records(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	story := history{group: r.group, topic: r.topic, topicID: r.id.String(), records: records, overwrites: d.overwrites, diary: r.diary}
	h, err := model.Build(story.trace(partitions), model.Config{Batch: batch, End: model.Drained})
	if err != nil {
		t.Fatal(err)
	}
	return h, model.Judge(h, d.promise)
}

// drawSeed is ONCEOVER_KILL_SEED, or a new one. The moments of the kills are drawn from it; what a process has come to by
// then is not in anybody's hand.
func drawSeed(t *testing.T) uint64 {
	t.Helper()
	var drawn [8]byte
	rand.Read(drawn[:])
	seed := binary.BigEndian.Uint64(drawn[:])
	if text := os.Getenv("ONCEOVER_KILL_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ONCEOVER_KILL_SEED=%d", seed)
	return seed
}
