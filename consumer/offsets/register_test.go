package offsets

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
)

// layout is what a group holds when a member has joined it alone and loaded, and before any offset.
func layout(m member) map[string]string {
	return map[string]string{
		"/consumers/g/ids": "", "/consumers/g/owners/t": "", "/consumers/g/offsets/t": "",
		"/consumers/g/positions/t": "", "/consumers/g/epochs/t/0": m.id + "-0", "/consumers/g/epochs/t/1": m.id + "-0",
		"/consumers/g/ids/" + m.id: fmt.Sprintf(
			`{"version":1,"subscription":{"t":1},"pattern":"static","timestamp":"%d"}`, m.since.UnixMilli()),
		"/consumers/g/owners/t/0": m.id + "-0", "/consumers/g/owners/t/1": m.id + "-0",
	}
}

// start joins alone in an ensemble where a predecessor on the same host may still hold some of the owners, and returns what is
// wrong with the group afterwards.
func start(ctx context.Context, owned []int, script []fate) error {
	nodes := map[string]state{}
	for _, p := range owned {
		nodes["/consumers/g/owners/t"] = state{}
		nodes[fmt.Sprintf("/consumers/g/owners/t/%d", p)] = state{data: "g_h-1-00000000-0"}
		nodes["/consumers/g/epochs/t"] = state{}
		nodes[fmt.Sprintf("/consumers/g/epochs/t/%d", p)] = state{data: "g_h-1-00000000-0", version: 7}
	}
	e := &ensemble{nodes: nodes}
	z := newZooKeeper(e, minute, newMember("g", "h"))
	e.plan("", script)
	_, err := z.Alone().Join(ctx, both)
	if err == nil {
		_, err = z.Load(ctx, both)
	}
	if slices.Contains(script, hung) {
		return nil // it may have given up
	}
	if err != nil {
		return err
	}
	for _, p := range both {
		node := z.node("epochs", p)
		if epoch := e.nodes[node].version; z.epochs[p] != epoch || epoch <= nodes[node].version && slices.Contains(owned, int(p.ID)) {
			return fmt.Errorf("epoch of %v is %d and was %d, and the owner takes it for %d", p, epoch, nodes[node].version, z.epochs[p])
		}
	}
	return e.lacks(layout(z.member))
}

// lacks says where the ensemble differs from what is wanted in some nodes.
func (e *ensemble) lacks(want map[string]string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, node := range slices.Sorted(maps.Keys(want)) {
		if n, ok := e.nodes[node]; !ok || n.data != want[node] {
			return fmt.Errorf("%s holds %q (there: %t), want %q", node, n.data, ok, want[node])
		}
	}
	return nil
}

// TestRegister finds the whole layout after a Join and a Load, and all epochs bumped, in the form of Kafka's own consumers, whoever held the partitions and
// whatever became of the requests.
func TestRegister(t *testing.T) {
	fates := rapid.SliceOfN(rapid.SampledFrom([]fate{answered, unsent, lost, unheard, late, hung}), 0, 6)
	owned := rapid.SliceOfDistinct(rapid.IntRange(0, 1), rapid.ID[int])
	rapid.Check(t, func(r *rapid.T) {
		script, predecessor := fates.Draw(r, "script"), owned.Draw(r, "owned")
		var err error
		synctest.Test(t, func(t *testing.T) {
			err = start(t.Context(), predecessor, script)
			time.Sleep(24 * time.Hour) // in the bubble's time: until the requests that hung have ended
		})
		if err != nil {
			r.Fatal(err)
		}
	})
}

// TestRegisterAgain ends a session: with the next Store the consumer is back, and takes nothing from who came meanwhile.
func TestRegisterAgain(t *testing.T) {
	e := &ensemble{nodes: map[string]state{}, session: 7}
	z := newZooKeeper(e, minute, newMember("g", "h"))
	ps := both
	if _, err := z.Alone().Join(t.Context(), ps); err != nil {
		t.Fatal(err)
	}
	if _, err := z.Load(t.Context(), ps); err != nil {
		t.Fatal(err)
	}
	want := layout(z.member)
	want["/consumers/g/owners/t/1"] = "g_other-1-00000000-0"
	delete(e.nodes, "/consumers/g/ids/"+z.member.id)
	delete(e.nodes, "/consumers/g/owners/t/0")
	e.nodes["/consumers/g/owners/t/1"] = state{data: want["/consumers/g/owners/t/1"]}
	store := func() {
		t.Helper()
		if err := z.Store(t.Context(), consumer.Commit{Ranges: []consumer.Range{{Partition: ps[0], Until: 1}}}); err != nil {
			t.Fatal(err)
		}
	}
	store()
	if e.lacks(want) == nil {
		t.Error("registered again in the session in which it is")
	}
	e.session++
	store()
	if err := e.lacks(want); err != nil {
		t.Error(err)
	}
}

// TestRegisterMany takes over more partitions than one request may name.
func TestRegisterMany(t *testing.T) {
	e := &ensemble{nodes: map[string]state{}}
	options := minute
	options.RequestMax = 10_000
	ps := make([]consumer.Partition, 100)
	for i := range ps {
		ps[i] = consumer.Partition{Topic: "t", ID: int32(i)}
	}
	for range 2 {
		z := newZooKeeper(e, options, newMember("g", "h"))
		before := e.applied
		if _, err := z.Alone().Join(t.Context(), ps); err != nil {
			t.Fatal(err)
		}
		if e.applied < before+2 {
			t.Errorf("%d partitions were registered by one request", len(ps))
		}
		if err := e.lacks(map[string]string{z.node("owners", ps[99]): z.member.id + "-0"}); err != nil {
			t.Error(err)
		}
	}
}

// TestMember holds the form of a consumer's name, which tools take apart.
func TestMember(t *testing.T) {
	m := newMember("g", "host")
	start := fmt.Sprintf("g_host-%d-", m.since.UnixMilli())
	tail, ok := strings.CutPrefix(m.id, start)
	if !ok || len(tail) != 8 || strings.Trim(tail, "0123456789abcdef") != "" {
		t.Errorf("consumer %q, want %q and eight hexadecimal digits", m.id, start)
	}
	if m.id == newMember("g", "host").id {
		t.Error("two consumers have one name")
	}
}
