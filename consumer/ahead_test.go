package consumer

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// script keeps the offsets that fetches ask for, and answers some with an error, once.
type script struct {
	mu      sync.Mutex
	refused map[int64]bool
	asked   []int64
}

func (s *script) answer(req kmsg.Request) (kmsg.Response, error, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := req.(*kmsg.FetchRequest).Topics[0].Partitions[0].FetchOffset
	s.asked = append(s.asked, at)
	if !s.refused[at] {
		return nil, nil, false
	}
	delete(s.refused, at)
	resp := req.ResponseKind().(*kmsg.FetchResponse)
	resp.ErrorCode = kerr.UnknownServerError.Code
	return resp, nil, true
}

// TestAskAhead reads ranges of one record from a broker that answers three at a time, whatever it is asked for. What
// follows them is asked for once, before it is needed, and not beyond the end of the log; it is asked for again where
// the leaders were looked up since, or where it came to nothing.
func TestAskAhead(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "t"),
		kfake.SyntheticFetch(kfake.SyntheticBatch{Records: 3, RecordBytes: 400 << 10}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	s := &script{refused: map[int64]bool{7: true}}
	cluster.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		return s.answer(req)
	})
	c, err := config(newClient(t, cluster), newMemory()).withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	top, p := topicOf(&c), Partition{"t", 0}
	for offset, step := range []struct {
		end   int64
		open  bool // look up the leaders
		asked []int64
	}{
		{end: 3, open: true, asked: []int64{0}}, {end: 6, asked: []int64{0, 3}}, {end: 6, asked: []int64{0, 3}},
		{end: 9, asked: []int64{0, 3, 6}},
		{end: 9, open: true, asked: []int64{0, 3, 6, 4, 7}}, // 7 is refused
		{end: 10, asked: []int64{0, 3, 6, 4, 7}}, {end: 10, asked: []int64{0, 3, 6, 4, 7}},
		{end: 10, asked: []int64{0, 3, 6, 4, 7, 7}},
	} {
		if step.open {
			if err := top.open(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r := Range{p, int64(offset), int64(offset) + 1, NoEpoch}
		records, err := top.fetch(t.Context(), []Range{r}, map[Partition]int64{p: step.end})
		if err != nil || len(records) != 1 || len(records[0]) != 1 || records[0][0].Offset != r.From {
			t.Fatalf("range %v: %v, error %v", r, records, err)
		}
		if e := top.early[p]; e != nil {
			<-e.arrived
		}
		if diff := cmp.Diff(step.asked, s.asked); diff != "" {
			t.Fatalf("range %v: asked for\n%s", r, diff)
		}
	}
}

// TestEarlyOfOthers is not used: another leader may have another log, and what is read may have gone on elsewhere.
func TestEarlyOfOthers(t *testing.T) {
	p, arrived := Partition{"t", 0}, make(chan struct{})
	close(arrived)
	for _, c := range []struct {
		name string
		view int
		next int64
		used bool
	}{{"follows", 1, 3, true}, {"another leader", 2, 3, false}, {"elsewhere", 1, 2, false}} {
		got := &reading{Range: Range{Partition: p, From: 3}, next: 4, records: []*kgo.Record{{Partition: p.ID, Offset: 3}}}
		e := &early{readings: map[Partition]*reading{p: got}, view: 1, arrived: arrived}
		top := topic{view: c.view, early: map[Partition]*early{p: e}}
		rd := &reading{Range: Range{Partition: p, From: c.next, Until: 4}, next: c.next}
		if top.addEarly(t.Context(), rd); rd.done() != c.used || top.early[p] != nil {
			t.Errorf("%s: read up to %d", c.name, rd.next)
		}
	}
}
