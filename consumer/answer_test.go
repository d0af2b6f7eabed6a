package consumer

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestOddAnswer takes an answer that has a partition twice, each time with more than its range, and one that was asked
// of another leader: what follows the range stays whole, and the other partition is left to its own leader's answer.
func TestOddAnswer(t *testing.T) {
	part := func(id int32, s stretch) kmsg.FetchResponseTopicPartition {
		rp := kmsg.NewFetchResponseTopicPartition()
		rp.Partition, rp.HighWatermark, rp.RecordBatches = id, 100, s.bytes()
		return rp
	}
	resp := kmsg.NewPtrFetchResponse()
	resp.Topics = []kmsg.FetchResponseTopic{{Topic: "t", Partitions: []kmsg.FetchResponseTopicPartition{
		part(0, stretch{0, 3, []int64{0, 1, 2, 3}}), part(0, stretch{4, 5, []int64{4, 5}}), part(1, stretch{0, 0, []int64{0}}),
	}}}
	ours, other := Partition{"t", 0}, Partition{"t", 1}
	readings := map[Partition]*reading{
		ours: {Range: Range{ours, 0, 2, NoEpoch}}, other: {Range: Range{other, 0, 1, NoEpoch}},
	}
	top := topic{decompress: kgo.DefaultDecompressor()}
	gained, errs := top.takeAll(&answer{asked: []Partition{ours}, resp: resp}, readings)
	if !gained || len(errs) > 0 {
		t.Fatalf("gained %v, errors %v", gained, errs)
	}
	if r := readings[ours]; len(r.records) != 2 || cap(r.records) != 2 || len(r.ahead) != int(r.next-r.Until) || r.ahead[0].Offset != 2 {
		t.Errorf("read %v, ahead %v up to %d", r.records, r.ahead, r.next)
	}
	if r := readings[other]; r.done() {
		t.Errorf("took %v of a partition that was not asked for", r.records)
	}
}

// TestFetchPartitionBytes bounds what one round of fetches brings.
func TestFetchPartitionBytes(t *testing.T) {
	for partitions, want := range map[int]int32{1: 2 << 20, 8: 2 << 20, 16: 1 << 20, 256: 64 << 10, 10_000: 64 << 10} {
		if got := fetchPartitionBytes(partitions); got != want {
			t.Errorf("%d partitions: %d bytes, want %d", partitions, got, want)
		}
	}
}
