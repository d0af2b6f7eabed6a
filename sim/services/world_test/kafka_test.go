package world

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
)

// Each fault of Kafka's own is delivered, if there is something for it to strike.
func TestFaultsOfKafka(t *testing.T) {
	for _, c := range []struct {
		kind      faults.Kind
		how       string
		delivered bool
	}{
		{faults.RecordsDelete, `"partition": 0, "offset": 1`, true},
		{faults.RecordsDelete, `"partition": 0, "offset": 9`, false},
		{faults.PartitionsAdd, `"partitions": 3`, true},
		{faults.PartitionsAdd, `"partitions": 1`, false},
		{faults.TopicRecreate, `"partitions": 1`, true},
		{faults.LeaderMove, `"partition": 0, "node": 2`, true},
		{faults.LeaderMove, `"partition": 7, "node": 2`, false},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			var s faults.Schedule
			text := `{"format": 1, "faults": [{"fault": "` + string(c.kind) + `", "topic": "ledger", ` + c.how + `, "at": {"time": "1500ms"}}]}`
			if err := json.Unmarshal([]byte(text), &s); err != nil {
				t.Fatal(err)
			}
			w := copyOfPrepared(t)
			in := client(t, w, "kafka", s, "-safe")
			finish(t, w, in)
			if diff := cmp.Diff(counted(c.kind, c.delivered), in.Counts()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", s, diff)
			}
		})
	}
}
