package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// The steps of a takeover by consumer2#1, as services record them.
var takeoverSteps = map[string]string{
	"owner": `proc=zookeeper#1 zookeeper.write kind="create" path="/consumers/billing/owners/orders/0" data="x" client="consumer2#1"`,
	"epoch": `proc=zookeeper#1 zookeeper.write kind="set" path="/consumers/billing/epochs/orders/0" data="x" client="consumer2#1"`,
	"sync":  `proc=zookeeper#1 zookeeper.sync stage="applied" client="consumer2#1" path="/"`,
	"read":  `proc=zookeeper#1 zookeeper.getData stage="received" client="consumer2#1" path="/consumers/billing/offsets/orders/0"`,
	"other": `proc=zookeeper#1 zookeeper.getData stage="received" client="consumer2#1" path="/consumers/billing/offsets/orders/1"`,
	"mget":  `proc=redis#1 redis.mget stage="received" client="consumer2#1" key="offset:billing:orders:0"`,
	"watch": `proc=redis#1 redis.watch stage="received" client="consumer2#1" key="offset:billing:orders:0"`,
	"write": `proc=redis#1 redis.effect command="RPUSH" key="out" field="" value="rec-0-000000" txn=0 client="consumer2#1"`,
	"exec":  `proc=redis#1 redis.effect command="RPUSH" key="out" field="" value="rec-0-000000" txn=1 client="consumer2#1"`,
	// Another instance does all of it.
	"stranger": `proc=zookeeper#1 zookeeper.sync stage="applied" client="consumer#1" path="/"`,
}

// TestTakeoverOrder judges takeovers in the right order and in forbidden ones, each made by hand.
func TestTakeoverOrder(t *testing.T) {
	for story, want := range map[string][]string{
		"owner epoch sync read write":                        nil,
		"owner epoch sync read write write":                  nil,
		"sync read owner epoch write":                        {"neither synced nor read"},
		"owner sync read epoch write":                        {"neither synced nor read"},
		"owner epoch read write":                             {"neither synced nor read"},
		"owner epoch stranger read write":                    {"neither synced nor read"},
		"owner epoch read sync write":                        {"had not read where to go on since"},
		"owner epoch sync other write":                       {"had not read where to go on since"},
		"owner epoch sync write read write":                  {"had not read where to go on since"},
		"epoch owner sync read write":                        {"was not its owner"},
		"owner sync read write":                              {"never bumped"},
		"owner epoch sync read write owner epoch write":      {"neither synced nor read"},
		"owner epoch sync read owner epoch sync read write":  nil,
		"owner epoch sync read write owner write":            nil, // a session that ended is registered again
		"owner epoch mget watch mget exec":                   nil,
		"mget owner epoch watch mget exec":                   {"in the sink"},
		"owner epoch sync read watch mget exec":              {"in the sink"},
		"owner epoch mget watch mget exec watch mget exec":   nil,
		"owner epoch mget exec owner epoch watch mget exec":  {"in the sink"},
		"owner epoch mget exec owner epoch mget exec":        nil,
		"owner epoch sync read write owner epoch sync write": {"had not read where to go on since"},
	} {
		lines := []string{`proc=kafka#1 kafka.append topic="orders" topic_id="id" partition=0 offset=0 key="" value="rec-0-000000"`}
		for word := range strings.FieldsSeq(story) {
			lines = append(lines, takeoverSteps[word])
		}
		var events []trace.Event
		for _, line := range lines {
			e, err := trace.Parse("t=0.000000000 seq=0 " + line)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
		}
		h, err := model.Build(events, model.Config{})
		if err != nil {
			t.Fatal(err)
		}
		notes := inspectTakeover(h, model.Verdict{})
		matches := slices.EqualFunc(notes, want, strings.Contains)
		if !matches {
			t.Errorf("%s (-want +got):\n%s", story, cmp.Diff(want, notes))
		}
	}
}
