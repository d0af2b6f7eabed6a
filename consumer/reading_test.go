package consumer

import (
	"hash/crc32"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"pgregory.net/rapid"
)

// stretch is a stretch of a log: one record batch that spans offsets of which compaction left some.
type stretch struct {
	first, last int64
	left        []int64
}

// bytes returns the stretch as a broker sends it.
func (s stretch) bytes() []byte {
	batch := kmsg.RecordBatch{
		FirstOffset: s.first, Magic: 2, LastOffsetDelta: int32(s.last - s.first),
		ProducerID: -1, ProducerEpoch: -1, FirstSequence: -1, NumRecords: int32(len(s.left)),
	}
	for _, offset := range s.left {
		record := kmsg.Record{OffsetDelta: int32(offset - s.first), Value: []byte("v")}
		record.Length = int32(len(record.AppendTo(nil)) - 1)
		batch.Records = record.AppendTo(batch.Records)
	}
	raw := batch.AppendTo(nil)
	batch.Length = int32(len(raw) - 12)
	raw = batch.AppendTo(nil)
	batch.CRC = int32(crc32.Checksum(raw[21:], crc32.MakeTable(crc32.Castagnoli)))
	return batch.AppendTo(nil)
}

// TestReading reads a random range out of a random log with holes, from a broker that answers with as many batches as
// it likes, each whole, and the last perhaps cut. What is read are exactly the records left in the range.
func TestReading(t *testing.T) {
	decompress := kgo.DefaultDecompressor()
	rapid.Check(t, func(t *rapid.T) {
		var log []stretch
		end := int64(0)
		for range rapid.IntRange(1, 8).Draw(t, "stretches") {
			s := stretch{first: end, last: end + rapid.Int64Range(0, 9).Draw(t, "span")}
			for offset := s.first; offset <= s.last; offset++ {
				if rapid.Bool().Draw(t, "left") {
					s.left = append(s.left, offset)
				}
			}
			log = append(log, s)
			end = s.last + 1
		}
		from := rapid.Int64Range(0, end-1).Draw(t, "from")
		r := reading{Range: Range{Partition{"t", 1}, from, rapid.Int64Range(from+1, end).Draw(t, "until"), NoEpoch}, next: from}
		for !r.done() {
			answer := kmsg.NewFetchResponseTopicPartition()
			answer.Partition, answer.HighWatermark = 1, end
			count := rapid.IntRange(1, 3).Draw(t, "batches")
			for _, s := range log {
				if s.last < r.next {
					continue
				}
				raw := s.bytes()
				if count--; count < 0 {
					answer.RecordBatches = append(answer.RecordBatches, raw[:rapid.IntRange(0, len(raw)-1).Draw(t, "cut")]...)
					break
				}
				answer.RecordBatches = append(answer.RecordBatches, raw...)
			}
			if err := r.take(&answer, decompress); err != nil {
				t.Fatal(err)
			}
		}
		var want, got []int64
		for _, s := range log {
			for _, offset := range s.left {
				if offset >= r.From && offset < r.Until {
					want = append(want, offset)
				}
			}
		}
		for _, k := range r.records {
			got = append(got, k.Offset)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
