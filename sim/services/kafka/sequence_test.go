package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"net"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/guest"
)

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	w.rule("received kafka.heartbeat", guest.Verdict{Action: guest.Fail, Error: "NOT_COORDINATOR"})
	w.rule("applied kafka.list_offsets", guest.Verdict{Action: guest.Fail, Error: "NOT_LEADER_FOR_PARTITION"})
	conn := dial(t, s)
	var stream []byte
	requests := []kmsg.Request{metadataRequest(), heartbeatRequest(), listOffsetsRequest(), heartbeatRequest(), metadataRequest()}
	for i, r := range requests {
		stream = append(stream, kmsg.NewRequestFormatter().AppendRequest(nil, r, int32(i))...)
	}
	if _, err := conn.Write(stream); err != nil {
		t.Fatal(err)
	}
	for i := range requests {
		var head [8]byte
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			t.Fatal(err)
		}
		if got := binary.BigEndian.Uint32(head[4:]); got != uint32(i) {
			t.Fatalf("answer %d is to request %d", i, got)
		}
		if _, err := io.CopyN(io.Discard, conn, int64(binary.BigEndian.Uint32(head[:]))-4); err != nil {
			t.Fatal(err)
		}
	}
}

func metadataRequest() kmsg.Request {
	r := kmsg.NewPtrMetadataRequest()
	r.Version = 1
	return r
}

// dial connects to node 1.
func dial(t *testing.T, s *service) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.listeners[1].addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// The answer to an append is lost, so an idempotent producer sends the batch again: it is in the log, and recorded, once.
func TestRepeatedBatchIsRecordedOnce(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, kgo.DefaultProduceTopic("t"))
	w.rule("applied kafka.produce", guest.Verdict{Action: guest.Drop})
	for _, v := range []string{"a", "b"} {
		if err := produce(c, v); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		w.await(t, "answered kafka.produce")
	}
	if n := len(w.pointsOf("kafka.produce")); n != 8 { // received and applied, then twice all three
		t.Fatalf("%d points", n)
	}
	wantFacts(t, w, "kafka.append", appended(0, 0, "", "a"), appended(0, 1, "", "b"))
}

func TestUnacknowledgedProduceIsRecorded(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.NoAck()), kgo.DefaultProduceTopic("t"))
	for _, v := range []string{"a", "b"} {
		if err := produce(c, v); err != nil {
			t.Fatal(err)
		}
		w.await(t, "applied kafka.produce")
	}
	wantFacts(t, w, "kafka.append", appended(0, 0, "", "a"), appended(0, 1, "", "b"))
}

// A producer that dies right after it sent leaves a record that nobody may forget.
func TestAppendOfADeadProducerIsRecorded(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	for i := range 50 {
		conn := dial(t, s)
		if _, err := conn.Write(produceFrame()); err != nil {
			t.Fatal(err)
		}
		conn.Close()
		w.await(t, "applied kafka.produce")
		wantFacts(t, w, "kafka.append", appended(0, i, "", "orphan"))
	}
}

// produceFrame is a produce request of one record to partition 0 of t.
func produceFrame() []byte {
	return kmsg.NewRequestFormatter().AppendRequest(nil, produceRequest(-1, -1, -1), 1)
}

// sequenced sends one record as an idempotent producer does that counts its batches, and returns the answer.
func sequenced(t *testing.T, s *service, number int32) (base int64, code int16) {
	t.Helper()
	answer, err := s.ask(1, produceRequest(7, 0, number))
	if err != nil {
		t.Fatal(err)
	}
	p := answer.(*kmsg.ProduceResponse).Topics[0].Partitions[0]
	return p.BaseOffset, p.ErrorCode
}

func produceRequest(producer int64, epoch int16, sequence int32) *kmsg.ProduceRequest {
	record := kmsg.Record{Value: []byte("orphan")}
	record.Length = int32(len(record.AppendTo(nil)) - 1)
	b := kmsg.RecordBatch{
		PartitionLeaderEpoch: -1, Magic: 2, ProducerID: producer, ProducerEpoch: epoch, FirstSequence: sequence,
		NumRecords: 1, Records: record.AppendTo(nil),
	}
	raw := b.AppendTo(nil)
	binary.BigEndian.PutUint32(raw[8:], uint32(len(raw)-12))
	binary.BigEndian.PutUint32(raw[17:], crc32.Checksum(raw[21:], crc32.MakeTable(crc32.Castagnoli)))

	r := kmsg.NewPtrProduceRequest()
	r.Version, r.Acks = 7, -1
	t := kmsg.NewProduceRequestTopic()
	t.Topic = "t"
	p := kmsg.NewProduceRequestTopicPartition()
	p.Records = raw
	t.Partitions = append(t.Partitions, p)
	r.Topics = append(r.Topics, t)
	return r
}

func FuzzReadRequest(f *testing.F) {
	for i, r := range []kmsg.Request{metadataRequest(), fetchRequest(), listOffsetsRequest(), createRequest()} {
		f.Add(kmsg.NewRequestFormatter(kmsg.FormatterClientID("c")).AppendRequest(nil, r, int32(i)))
	}
	s := &service{names: map[[16]byte]string{}}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= 4 && binary.BigEndian.Uint32(b) > 1<<20 {
			return
		}
		q, err := readRequest(bufio.NewReader(bytes.NewReader(b)))
		if err != nil {
			return
		}
		kind := kmsg.RequestForKey(q.key)
		if kind.SetVersion(q.version); kind.IsFlexible() {
			return // kmsg counts tags to 4 billion where the bytes say so, as kfake does with it
		}
		q.op()
		if _, err := s.prepare(q); err != nil {
			return
		}
		if int(binary.BigEndian.Uint32(q.frame)) != len(q.frame)-4 {
			t.Fatalf("frame of %d bytes says %d", len(q.frame), binary.BigEndian.Uint32(q.frame))
		}
		q.refusal("NOT_COORDINATOR")
	})
}
