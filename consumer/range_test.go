package consumer

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// tellBound has the brokers tell another start or end of a log, as often as is said, and then the truth again.
func tellBound(cluster *kfake.Cluster, which int64, partition int32, offset int64, times int) {
	cluster.ControlKey(int16(kmsg.ListOffsets), func(r kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		asked := r.(*kmsg.ListOffsetsRequest).Topics[0].Partitions
		if times == 0 || len(asked) != 1 || asked[0].Partition != partition || asked[0].Timestamp != which {
			return nil, nil, false
		}
		times--
		resp := r.ResponseKind().(*kmsg.ListOffsetsResponse)
		topic := kmsg.NewListOffsetsResponseTopic()
		topic.Topic = "t"
		told := kmsg.NewListOffsetsResponseTopicPartition()
		told.Partition, told.Offset = partition, offset
		topic.Partitions = append(topic.Partitions, told)
		resp.Topics = append(resp.Topics, topic)
		return resp, nil, true
	})
}

// A broker that tells an end below the next offset is no proof of a loss while the leader reads there.
func TestToldEndTooLow(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	tellBound(cluster, logEnd, 0, 2, 5)
	p := Partition{"t", 0}
	m := newMemory()
	m.offsets[p] = 7
	c := config(client, m)
	c.OnLoss = Resume
	c.Hooks.Loss = func(l Loss) { t.Errorf("told of %v", l) }
	if err := Run(m.until(t, 30), c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(values(0, 7, 23), m.written[p]); diff != "" {
		t.Error(diff)
	}
}

// Where one partition was passed by retention, a start of another one's log that is told too high is no loss of it.
func TestToldStartTooHigh(t *testing.T) {
	cluster, client := newTopic(t, 2)
	fill(t, client, 2, 0, 30)
	for id := range int32(2) { // so that each is asked for by itself
		if err := cluster.MoveTopicPartition("t", id, id); err != nil {
			t.Fatal(err)
		}
	}
	if err := cluster.DeleteRecords("t", 0, 12); err != nil {
		t.Fatal(err)
	}
	tellBound(cluster, logStart, 1, 20, 100)
	m := newMemory()
	m.offsets[Partition{"t", 0}], m.offsets[Partition{"t", 1}] = 3, 3
	var told []Loss
	c := config(client, m)
	c.Hooks.Loss = func(l Loss) { told = append(told, l) }
	err := Run(t.Context(), c)
	if _, ok := errors.AsType[*LossError](err); !ok {
		t.Fatalf("error %v", err)
	}
	want := []Loss{{Missing: Range{Partition{"t", 0}, 3, 12, NoEpoch}, Cause: Retention, Resume: 12}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}

// A log that was truncated and grew again to just the stored offset is found out at the start, when there is nothing to
// read.
func TestTruncatedToStored(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	p := Partition{"t", 0}
	m := newMemory()
	m.ids = true
	ctx, cancel := context.WithCancel(t.Context())
	m.onStore = func(ranges []Range) error {
		if ranges[0].Until == 30 {
			cancel()
		}
		return nil
	}
	if err := Run(ctx, config(client, m)); err != nil {
		t.Fatal(err)
	}
	tellEpochEnd(cluster, 4)
	if err := cluster.MoveTopicPartition("t", 0, (cluster.LeaderFor("t", 0)+1)%3); err != nil {
		t.Fatal(err)
	}
	bounded, cancel := context.WithTimeout(t.Context(), 10*time.Second) // where nothing is noticed, it waits for records
	defer cancel()
	err := Run(bounded, config(client, m))
	got, ok := errors.AsType[*LossError](err)
	if want := (Loss{Range{p, 4, 30, NoEpoch}, Truncation, 4}); !ok || got.Loss != want {
		t.Fatalf("error %v, want %v", err, want)
	}
}
