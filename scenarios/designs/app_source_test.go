package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// filled is a cluster of two brokers with seven records in each of three partitions.
func filled(t *testing.T) *app {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(2), kfake.SeedTopics(3, "t"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	a := &app{topic: "t", brokers: strings.Join(cluster.ListenAddrs(), ","), batch: 5}
	client, err := a.dialKafka(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for i := range 21 {
		r := &kgo.Record{Topic: "t", Partition: int32(i % 3), Value: fmt.Appendf(nil, "%d", i/3)}
		if err := client.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func TestSourceReadsRanges(t *testing.T) {
	in, err := filled(t).openSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	next, err := in.bounds(t.Context(), logStart)
	if diff := cmp.Diff(offsets{0: 0, 1: 0, 2: 0}, next); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
	next[1] = 2
	var read []string
	for {
		ranges, err := in.plan(t.Context(), next, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(ranges) == 0 {
			break
		}
		records, err := in.read(t.Context(), ranges)
		if err != nil {
			t.Fatal(err)
		}
		line := ""
		for _, r := range records {
			line += fmt.Sprintf(" %d:%d=%s", r.Partition, r.Offset, r.Value)
		}
		read = append(read, line)
		next.advance(ranges)
	}
	want := []string{
		" 0:0=0 0:1=1 0:2=2 0:3=3 0:4=4 1:2=2 1:3=3 1:4=4 1:5=5 1:6=6 2:0=0 2:1=1 2:2=2 2:3=3 2:4=4",
		" 0:5=5 0:6=6 2:5=5 2:6=6",
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Error(diff)
	}
}

func TestSourceResetsNothing(t *testing.T) {
	in, err := filled(t).openSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	if _, err := in.read(t.Context(), []span{{2, 8, 9}}); !errors.Is(err, kerr.OffsetOutOfRange) {
		t.Errorf("read behind the end: %v", err)
	}
}

func TestBegin(t *testing.T) {
	a := filled(t)
	in, err := a.openSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	starts, ends := offsets{0: 0, 1: 0, 2: 0}, offsets{0: 7, 1: 7, 2: 7}
	for _, c := range []struct {
		start  string
		stored offsets
		want   offsets
	}{
		{"", offsets{}, starts},
		{"latest", offsets{}, ends},
		{"latest", offsets{0: 3, 2: 1}, offsets{0: 3, 1: 0, 2: 1}}, // a partition that is new is read from its start
		{"latest", offsets{0: 3, 1: 2, 2: 1}, offsets{0: 3, 1: 2, 2: 1}},
	} {
		a.start = c.start
		if err := a.complete(t.Context(), in, c.stored); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, c.stored); diff != "" {
			t.Errorf("%q: %s", c.start, diff)
		}
	}
	a.start = ""
	if got, err := a.begin(t.Context(), in, logEnd); !cmp.Equal(got, ends) || err != nil {
		t.Errorf("the approach's own: %v, %v", got, err)
	}
}

// A source that looks for partitions finds one that has come, where it is told that it begins; another does not look.
func TestSourceFindsPartitions(t *testing.T) {
	a := filled(t)
	for _, looks := range []bool{false, true} {
		in, err := a.openSource(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer in.close()
		next, err := in.bounds(t.Context(), logEnd)
		if err != nil {
			t.Fatal(err)
		}
		if looks {
			in.begin = func(ctx context.Context) (offsets, error) { return in.bounds(ctx, logStart) }
		}
		in.looked = in.looked.Add(-metadataAge)
		there := len(in.partitions)
		if _, err := kadm.NewClient(in.client).CreatePartitions(t.Context(), 1, "t"); err != nil {
			t.Fatal(err)
		}
		if _, err := in.plan(t.Context(), next, 5); err != nil {
			t.Fatal(err)
		}
		if got, ok := next[int32(there)]; ok != looks || got != 0 {
			t.Errorf("it looks: %v; it reads %v, with %d partitions before", looks, next, there)
		}
	}
}
