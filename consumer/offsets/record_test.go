package offsets

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// holding is an ensemble with partition t/0 as these znodes have it.
func holding(plain, record string) *ensemble {
	e := &ensemble{nodes: map[string]state{}}
	if plain != "" {
		e.nodes["/consumers/g/offsets/t/0"] = state{data: plain, version: 3}
	}
	if record != "" {
		e.nodes["/consumers/g/positions/t/0"] = state{data: record, version: 8}
	}
	return e
}

const whole = `{"schema":1,"offset":42,"topicId":"AQIDAAAAAAAAAAAAAAAAAA","leaderEpoch":7,"ownerEpoch":2,"batch":9,"app":"v1"}`

// TestLoad reads what stores leave: both znodes, the plain one of older versions, and nothing.
func TestLoad(t *testing.T) {
	for _, c := range []struct {
		plain, record string
		want          consumer.Position
		exists        bool
	}{
		{"42", whole, consumer.Position{Offset: 42, Epoch: 7, TopicID: consumer.TopicID{1, 2, 3}}, true},
		{"42", `{"schema":1,"offset":42,"leaderEpoch":-1,"ownerEpoch":-1,"batch":0}`, consumer.Position{Offset: 42, Epoch: consumer.NoEpoch}, true},
		{"42", `{"schema":1,"offset":42,"leaderEpoch":-1,"ownerEpoch":-1,"batch":-1}`, consumer.Position{Offset: 42, Epoch: consumer.NoEpoch, Anchor: true}, true},
		{"0", "", consumer.Position{Epoch: consumer.NoEpoch}, true},
		{"9223372036854775807", "", consumer.Position{Offset: 1<<63 - 1, Epoch: consumer.NoEpoch}, true},
		{"", "", consumer.Position{}, false},
	} {
		z := newZooKeeper(holding(c.plain, c.record), minute, newMember("g", "h"))
		found, err := z.Load(t.Context(), both[:1])
		at, exists := found[both[0]]
		if err != nil || at != c.want || exists != c.exists {
			t.Errorf("%q and %q: %+v, %t, error %v", c.plain, c.record, at, exists, err)
		}
	}
}

// TestLoadOdd meets what no store leaves. Each is an error that names the znode and says what to do; none is an offset.
func TestLoadOdd(t *testing.T) {
	const offset, position = "/consumers/g/offsets/t/0", "/consumers/g/positions/t/0"
	for _, c := range []struct{ plain, record, says string }{
		{"garbage", "", offset + `: "garbage" is no offset in plain decimal; set it`},
		{"-1", "", offset + `: "-1" is no offset`},
		{"+1", "", offset + `: "+1" is no offset`},
		{"007", "", offset + `: "007" is no offset`},
		{" 1", "", offset + `: " 1" is no offset`},
		{"42\n", whole, offset + `: "42\n" is no offset`},
		{"\xff\xfe", "", offset + `: "\xff\xfe" is no offset`},
		{whole, whole, offset + `: "{\"schema\":1`},
		{"9223372036854775808", "", offset + `: "9223372036854775808" is no offset`},
		{"41", whole, offset + " says 41 and its record " + position + " says 42, so that somebody else changed one of them; delete the record to go on at the first, or set the first to 42"},
		{"", whole, offset + " says nothing and its record " + position + " says 42"},
		{"42", `{"schema":2,"place":"42"}`, position + ": schema 2 is newer than 1: run the program's newer version; delete it to go on at the offset in " + offset},
		{"42", `{"schema":0,"offset":42}`, position + ": schema, offset or leader epoch is missing"},
		{"42", `{"schema":1}`, position + ": schema, offset or leader epoch is missing"},
		{"42", `{"schema":1,"offset":-42}`, position + ": schema, offset or leader epoch is missing"},
		{"42", `{"schema":1,"offset":42,"topicId":"short"}`, position + `: topic id "short"`},
		{"42", `{"schema":1,"offset":42,"more":1}`, position + `: json: unknown field "more"`},
		{"42", "42", position + ": json: cannot unmarshal number"},
		{"42", "\xff", position + ": invalid character"},
	} {
		z := newZooKeeper(holding(c.plain, c.record), minute, newMember("g", "h"))
		found, err := z.Load(t.Context(), both[:1])
		if err == nil || !strings.Contains(err.Error(), c.says) || len(found) > 0 {
			t.Errorf("%q and %q: %v, error %v, want %s", c.plain, c.record, found, err, c.says)
		}
	}
}

// TestLoadTorn reads a partition while its owner commits between the two readings of every pair. It waits for a pair that
// was read whole, and does not call it a mistake.
func TestLoadTorn(t *testing.T) {
	e := &tearing{ensemble: holding("41", strings.Replace(whole, "42", "41", 1)), times: 3}
	z := newZooKeeper(e, minute, newMember("g", "h"))
	found, err := z.Load(t.Context(), both[:1])
	if err != nil || found[both[0]].Offset != 41+3 {
		t.Errorf("%v, error %v", found, err)
	}
}

// tearing is an ensemble in which another consumer commits between the readings of an offset and of its record, some
// times.
type tearing struct {
	*ensemble
	times    int
	readings sync.WaitGroup
}

func (e *tearing) Sync(node string) (string, error) {
	e.readings.Add(1)
	return e.ensemble.Sync(node)
}

func (e *tearing) Get(node string) ([]byte, *zk.Stat, error) {
	if strings.Contains(node, "/offsets/") {
		defer e.readings.Done()
		return e.ensemble.Get(node)
	}
	e.readings.Wait()
	if e.times > 0 {
		e.times--
		data, _, _ := e.ensemble.Get("/consumers/g/offsets/t/0")
		was, now := string(data), fmt.Sprint(44-e.times)
		e.plan("/consumers/g/offsets/t/0", nil)
		e.nodes["/consumers/g/offsets/t/0"] = state{now, e.nodes["/consumers/g/offsets/t/0"].version}
		e.nodes[node] = state{strings.Replace(e.nodes[node].data, was, now, 1), e.nodes[node].version + 1}
	}
	return e.ensemble.Get(node)
}

// TestUpgrade gives the group of an older version, which has no records, a record with the first Store.
func TestUpgrade(t *testing.T) {
	e := holding("42", "")
	z := newZooKeeper(e, minute, newMember("g", "h"))
	if _, err := z.Alone().Join(t.Context(), both[:1]); err != nil {
		t.Fatal(err)
	}
	if _, err := z.Load(t.Context(), both[:1]); err != nil {
		t.Fatal(err)
	}
	moved := consumer.Range{Partition: both[0], From: 42, Until: 50, Epoch: 4}
	if err := z.Store(t.Context(), commitOf(3, moved)); err != nil {
		t.Fatal(err)
	}
	if err := e.lacks(map[string]string{
		"/consumers/g/offsets/t/0":   "50",
		"/consumers/g/positions/t/0": `{"schema":1,"offset":50,"topicId":"AQIDAAAAAAAAAAAAAAAAAA","leaderEpoch":4,"ownerEpoch":0,"batch":3}`,
	}); err != nil {
		t.Error(err)
	}
}
