package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/guest"
)

func TestProduceHasThreePointsAndItsRecords(t *testing.T) {
	w, s := startCluster(t, "t=2", "")
	c := client(t, s, once()...)
	for i := range 2 {
		r := &kgo.Record{Key: []byte("k"), Value: fmt.Append(nil, "rec-1-00000", i), Partition: 1}
		if err := c.ProduceSync(context.Background(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	var want []string
	for _, stage := range []string{"received", "applied", "answered"} {
		want = append(want, stage+` kafka.produce topic="t" partition=1`)
	}
	if d := cmp.Diff(want, w.pointsOf("kafka.produce")[:3]); d != "" {
		t.Fatal(d)
	}
	wantFacts(t, w, "kafka.append", appended(1, 0, "k", "rec-1-000000"), appended(1, 1, "k", "rec-1-000001"))
}

func TestVerdictsOnProduce(t *testing.T) {
	fail := func(e *kerr.Error) guest.Verdict { return guest.Verdict{Action: guest.Fail, Error: e.Message} }
	drop := guest.Verdict{Action: guest.Drop}
	delay := guest.Verdict{Action: guest.Delay, Delay: time.Millisecond}
	for _, tt := range []struct {
		at      string
		verdict guest.Verdict
		seen    string // in the client's error, or "" for none; some it hides behind the end of its retries
		applied bool
	}{
		{"received", fail(kerr.NotLeaderForPartition), "NOT_LEADER_FOR_PARTITION", false},
		{"received", fail(kerr.NotEnoughReplicas), "NOT_ENOUGH_REPLICAS", false},
		{"applied", fail(kerr.NotEnoughReplicasAfterAppend), "retried", true},
		{"applied", fail(kerr.RequestTimedOut), "retried", true},
		{"received", guest.Verdict{Action: guest.Fail, Error: "NO_SUCH_ERROR"}, "UNKNOWN_SERVER_ERROR", false},
		{"received", drop, "broker closed", false},
		{"applied", drop, "broker closed", true},
		{"received", delay, "", true},
		{"applied", delay, "", true},
		{"answered", drop, "", true},
	} {
		t.Run(fmt.Sprint(tt.at, tt.verdict), func(t *testing.T) {
			w, s := startCluster(t, "t=1", "")
			c := client(t, s, once()...)
			w.rule(tt.at+" kafka.produce", tt.verdict)
			err := produce(c, "a")
			if (err == nil) != (tt.seen == "") || err != nil && !sees(err, tt.seen) {
				t.Fatalf("client saw %v, want %q", err, tt.seen)
			}
			var want []string
			if tt.applied {
				want = append(want, appended(0, 0, "", "a"))
			}
			if err := produce(c, "b"); err != nil {
				t.Fatal(err)
			}
			wantFacts(t, w, "kafka.append", append(want, appended(0, len(want), "", "b"))...)
		})
	}
}

// sees reports whether the client's error is the one meant; a connection that ends has many descriptions.
func sees(err error, want string) bool {
	if want != "broker closed" {
		return strings.Contains(err.Error(), want)
	}
	return !strings.Contains(err.Error(), "_") // not one of Kafka's
}

// The broker of a request that is sent as it is.
func ask(t *testing.T, c *kgo.Client, node int, r kmsg.Request) (kmsg.Response, error) {
	t.Helper()
	return c.Broker(node).Request(context.Background(), r)
}

func TestEveryRequestCanFailAtBothStages(t *testing.T) {
	for name, r := range someRequests() {
		for _, stage := range []string{"received", "applied"} {
			t.Run(name+" "+stage, func(t *testing.T) {
				w, s := startCluster(t, "t=1", "t/0=3")
				c := client(t, s, kgo.RequestRetries(0))
				w.rule(stage+" kafka."+name, guest.Verdict{Action: guest.Fail, Error: "COORDINATOR_NOT_AVAILABLE"})
				answer, err := ask(t, c, 3, r)
				if name == "metadata" && errors.Is(err, kerr.CoordinatorNotAvailable) {
					return // the client looks into these itself
				}
				if err != nil {
					t.Fatal(err)
				}
				if !carries(reflect.ValueOf(answer).Elem(), kerr.CoordinatorNotAvailable.Code) {
					t.Fatalf("answer %+v", answer)
				}
			})
		}
	}
}

func TestFetchWaitsForRecords(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{"t": {0: kgo.NewOffset().At(0)}}), kgo.FetchMaxWait(time.Minute))
	polled := make(chan kgo.Fetches)
	go func() { polled <- c.PollFetches(context.Background()) }()
	w.await(t, "received kafka.fetch")
	if err := produce(client(t, s, once()...), "a"); err != nil {
		t.Fatal(err)
	}
	records := (<-polled).Records()
	if len(records) != 1 || string(records[0].Value) != "a" {
		t.Fatalf("fetched %v", records)
	}
	if got := w.pointsOf("kafka.fetch")[0]; got != `received kafka.fetch topic="t" partition=0 offset=0` {
		t.Fatalf("first point of a fetch is %s", got)
	}
}

// What a consumer group goes through reaches its points too, and works.
func TestConsumerGroup(t *testing.T) {
	w, s := startCluster(t, "t=3", "")
	c := client(t, s, once()...)
	for i := range 9 {
		r := &kgo.Record{Value: fmt.Append(nil, i), Partition: int32(i % 3)}
		if err := c.ProduceSync(context.Background(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	member := client(t, s, kgo.ConsumeTopics("t"), kgo.ConsumerGroup("g"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	for n := 0; n < 9; {
		fetches := member.PollFetches(context.Background())
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		n += fetches.NumRecords()
	}
	if err := member.CommitUncommittedOffsets(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := w.pointsOf("kafka.offset_commit"); len(got) < 2 || got[0] != `received kafka.offset_commit group="g"` {
		t.Fatalf("points of commits: %q", got)
	}
}
