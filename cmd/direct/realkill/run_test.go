//go:build realstack

package realkill

import (
	"cmp"
	"context"
	crand "crypto/rand"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	partitions = 3
	batch      = 5                    // records of a partition
	before     = 300                  // records that are there when a run begins
	more       = 200                  // that follow at once
	interval   = 5 * time.Millisecond // between two of these
	patience   = 2 * time.Minute      // for a run
)

// A run is one topic that is read from its beginning to its end, by lives of which all but the last are killed.
type run struct {
	topic, group string
	id           kadm.TopicID
	brokers      string
	admin        *kadm.Client
	random       *rand.Rand
	sink         sink
	keeper       keeper
	count        func(context.Context) (int64, error) // what tells the moments of the kills
	code         []byte
	verb, args   []string
	producer     *process
	produced     int            // records, when the producer has ended
	lives        map[string]int // process -> how many
	diary        []moment
	began        time.Time
}

// newRun creates the topic and what stands around it.
func newRun(t *testing.T, d design, seed uint64) *run {
	t.Helper()
	r := &run{topic: "kill-" + crand.Text(), brokers: address(t, "kafka"), random: rand.New(rand.NewPCG(seed, 0)), lives: map[string]int{}, began: time.Now()}
	r.group = "of-" + r.topic
	client, err := kgo.NewClient(kgo.SeedBrokers(r.brokers), kgo.DisableClientMetrics())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	r.admin = kadm.NewClient(client)
	created, err := r.admin.CreateTopic(t.Context(), partitions, 1, nil, r.topic)
	if err != nil {
		t.Fatal(err)
	}
	r.id = created.ID
	r.sink = d.sink(t, r)
	r.count = r.sink.count
	s := d.store(t, r)
	r.keeper = s
	if d.transactional {
		r.keeper = r.sink.(keeper)
	}
	r.code = executable(t, cmp.Or(d.program, "cmd/direct"))
	r.verb = d.verb
	if r.verb == nil {
		r.verb = []string{"run"}
	}
	r.args = slices.Concat([]string{
		"--topic", r.topic, "--group", r.group, "--kafka.brokers", r.brokers, "--log.level", "warn",
		"--batch.max_records_per_partition", fmt.Sprint(batch), "--batch.poll_interval", "10ms",
	}, r.sink.args(), s.args())
	prepare := start(t, executable(t, "cmd/direct"), unstamped, append([]string{"prepare"}, r.args...)...)
	if <-prepare.ended; prepare.code() != 0 {
		t.Fatalf("prepare: %s", &prepare.said)
	}
	return r
}

// printedID is the topic's id in the form of Kafka's tools.
func (r *run) printedID() string { return base64.RawURLEncoding.EncodeToString(r.id[:]) }

// produce starts to put more records into the topic, as in every scenario of the simulator.
func (r *run) produce(t *testing.T, records int, interval time.Duration) {
	t.Helper()
	r.producer = start(t, executable(t, "scenarios/producer"), unstamped, "--brokers", r.brokers, "--topic", r.topic,
		"--partitions", fmt.Sprint(partitions), "--size", "60", "--first", fmt.Sprint(r.produced), "--records", fmt.Sprint(records),
		"--interval", interval.String())
	r.produced += records
}

// produceAll waits until what is being produced is there.
func (r *run) produceAll(t *testing.T) {
	t.Helper()
	if <-r.producer.ended; r.producer.code() != 0 {
		t.Fatalf("producer: %s", &r.producer.said)
	}
}

// goOn fails the test when the run takes too long, and sees to it that there is something to read.
func (r *run) goOn(t *testing.T, what string) {
	t.Helper()
	if time.Since(r.began) > patience {
		t.Fatalf("%v are over, and still not: %s", patience, what)
	}
	if !r.producer.running() {
		r.produceAll(t)
		r.produce(t, more, interval)
	}
}

// live begins the next life of a process.
func (r *run) live(t *testing.T, name string) (*process, life) {
	t.Helper()
	r.lives[name]++
	l := life{name: fmt.Sprintf("%s#%d", name, r.lives[name])}
	r.diary = append(r.diary, moment{at: time.Since(r.began), life: l})
	return start(t, r.code, stamp(name, r.lives[name]), slices.Concat(r.verb, r.args)...), l
}

// over notes that a life has ended, and looks at what there is.
func (r *run) over(t *testing.T, p *process, l life) *look {
	t.Helper()
	l.code = p.code()
	k := &look{ends: map[int32]int64{}}
	var err error
	if k.stored, err = r.keeper.offsets(t.Context()); err == nil {
		k.results, err = r.sink.results(t.Context())
	}
	if err != nil {
		t.Fatalf("look after %s: %v", l.name, err)
	}
	k.ends = r.ends(t)
	r.diary = append(r.diary, moment{time.Since(r.began), l, k})
	return k
}

func (r *run) ends(t *testing.T) map[int32]int64 {
	t.Helper()
	listed, err := r.admin.ListEndOffsets(t.Context(), r.topic)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int32]int64{}
	listed.Each(func(o kadm.ListedOffset) { found[o.Partition] = o.Offset })
	return found
}

// records are all that the topic has.
func (r *run) records(ctx context.Context) (all []record, err error) {
	err = r.read(ctx, r.topic, func(k *kgo.Record) error {
		all = append(all, record{k.Partition, k.Offset, string(k.Value)})
		return nil
	})
	return all, err
}
