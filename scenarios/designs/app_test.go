package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestArguments(t *testing.T) {
	for args, want := range map[string]int{
		"":                      2,
		"nothing":               2,
		"latest":                2,
		"latest --group g":      2,
		"latest --no-such-flag": 2,
		"latest --group g --topic t --start middle":                     2,
		"latest --group g --topic t --concurrent 0":                     2,
		"latest --group g --topic t more":                               2,
		"failed-log --group g --topic t --dir /no/such/dir/for/designs": 1,
	} {
		if got := run(t.Context(), strings.Fields(args), io.Discard); got != want {
			t.Errorf("%q: exit status %d, want %d", args, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	for text, want := range map[string]offsets{
		"0:123,1:456":      {0: 123, 1: 456},
		"2:7":              {2: 7},
		"0:1,10:2,2:3":     {0: 1, 2: 3, 10: 2},
		"":                 nil,
		"0:1,":             nil,
		"0":                nil,
		"0:x":              nil,
		"x:0":              nil,
		"99999999999999:1": nil,
	} {
		got, err := parseLine(text)
		if want == nil {
			if err == nil {
				t.Errorf("%q read as %v", text, got)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
	if got := formatLine(offsets{10: 2, 0: 1, 2: 3}); got != "0:1,2:3,10:2" {
		t.Errorf("written as %q", got)
	}
}

// behind is a source of a topic whose logs' ends are known, which asks nobody as long as none is reached.
func behind(ends offsets) *source {
	s := &source{topic: "t", ends: ends, fetched: map[int32]*reading{}}
	for p := range int32(len(ends)) {
		s.partitions = append(s.partitions, p)
	}
	return s
}

func TestPlan(t *testing.T) {
	in := behind(offsets{0: 12, 1: 7, 2: 3})
	next := offsets{0: 0, 1: 4, 2: 0}
	ranges, err := in.plan(t.Context(), next, 5)
	if diff := cmp.Diff([]span{{0, 0, 5}, {1, 4, 7}, {2, 0, 3}}, ranges, cmp.AllowUnexported(span{})); diff != "" || err != nil {
		t.Error(err, diff)
	}
	next.advance(ranges)
	if diff := cmp.Diff(offsets{0: 5, 1: 7, 2: 3}, next); diff != "" {
		t.Error(diff)
	}
	ranges, err = in.plan(t.Context(), offsets{0: 10}, 5) // the others are not read
	if diff := cmp.Diff([]span{{0, 10, 12}}, ranges, cmp.AllowUnexported(span{})); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestReadTakesWhatWasFetched(t *testing.T) {
	in := behind(offsets{0: 10})
	got := &reading{next: 10}
	for _, offset := range []int64{0, 1, 2, 4, 7, 9} { // others were compacted
		got.records = append(got.records, &kgo.Record{Offset: offset})
	}
	in.fetched[0] = got
	for _, c := range []struct {
		r    span
		want []int64
	}{{span{0, 0, 5}, []int64{0, 1, 2, 4}}, {span{0, 5, 7}, nil}, {span{0, 7, 10}, []int64{7, 9}}} {
		records, err := in.read(t.Context(), []span{c.r})
		var offsets []int64
		for _, r := range records {
			offsets = append(offsets, r.Offset)
		}
		if diff := cmp.Diff(c.want, offsets); diff != "" || err != nil {
			t.Error(c.r, err, diff)
		}
	}
	if _, err := in.read(t.Context(), []span{{0, 12, 10}}); err == nil {
		t.Error("a range that ends before it begins is read")
	}
}

func TestTakeRefuses(t *testing.T) {
	for code, want := range map[int16]error{kerr.OffsetOutOfRange.Code: kerr.OffsetOutOfRange, 0: errNothing} {
		in := behind(offsets{0: 10})
		in.fetched[0] = &reading{from: 5, next: 5}
		resp := kmsg.NewPtrFetchResponse()
		topic, p := kmsg.NewFetchResponseTopic(), kmsg.NewFetchResponseTopicPartition()
		p.ErrorCode = code
		topic.Partitions = append(topic.Partitions, p)
		resp.Topics = append(resp.Topics, topic)
		if err := errors.Join(in.take(resp)...); !errors.Is(err, want) {
			t.Errorf("code %d: %v, want %v", code, err, want)
		}
	}
}

// TestSchedule ends the program in its first batch: the one that is queued behind it runs, and no other.
func TestSchedule(t *testing.T) {
	failed := errors.New("failed")
	for name, first := range map[string]func(stop func()) error{
		"fails":         func(func()) error { return failed },
		"is to stop":    func(stop func()) error { stop(); return nil },
		"stops in vain": func(stop func()) error { stop(); return failed },
	} {
		ctx, stop := context.WithCancel(t.Context())
		a := &app{batch: 5, concurrent: 1}
		var began []offsets
		err := a.schedule(ctx, behind(offsets{0: 100}), offsets{0: 0}, func(b *batch) error {
			began = append(began, b.from, b.until)
			if len(began) > 2 {
				return nil
			}
			return first(stop)
		})
		if diff := cmp.Diff([]offsets{{0: 0}, {0: 5}, {0: 5}, {0: 10}}, began); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if want := first(func() {}); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		stop()
	}
}

func TestFailuresAreLogged(t *testing.T) {
	log, err := os.Create(filepath.Join(t.TempDir(), "failed.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for _, records := range [][]*kgo.Record{nil, {{Topic: "t", Partition: 1, Offset: 3, Key: []byte("k"), Value: []byte("rec-1-000003")}}} {
		if err := logFailures(log, records, errors.New("poison")); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(log.Name())
	want := `{"version":"v1","topic":"t","partition":1,"offset":3,"value":"rec-1-000003","key":"k","cause":"poison"}` + "\n"
	if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestBusinessKeyIsWanted(t *testing.T) {
	if got, err := businessKey(&kgo.Record{Topic: "t", Key: []byte("k")}); got != "out:t:k" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := businessKey(&kgo.Record{Topic: "t"}); err == nil {
		t.Errorf("a record without a key has the key %q", got)
	}
}
