package scenarios

import (
	"maps"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// What there is to read is in the scenario's topic: what a consumer itself appends to others, or what befalls them, counts for
// nothing.
func TestProgressOfOneTopic(t *testing.T) {
	event := func(name, topic string, offset int64) trace.Event {
		return trace.Event{Name: name, Args: []trace.Arg{trace.Str("topic", topic), trace.Int("partition", 0), trace.Int("offset", offset)}}
	}
	for name, c := range map[string]model.Config{
		"redis":             {},
		"kafka transaction": {Effect: model.KafkaEffect(results), Commits: model.KafkaLogCommits("positions")},
	} {
		p := newProgress(c)
		for _, e := range []trace.Event{
			event("kafka.append", Topic, 4), event("kafka.append", results, 90), event("kafka.append", "positions", 40), event("kafka.truncated", results, 2),
		} {
			p.read(e)
		}
		if want := map[int]int64{0: 5}; !maps.Equal(p.ends, want) {
			t.Errorf("%s: ends %v, want %v", name, p.ends, want)
		}
		if p.read(event("kafka.truncated", Topic, 3)); p.ends[0] != 3 {
			t.Errorf("%s: after a truncation the end is %d, want 3", name, p.ends[0])
		}
	}
}
