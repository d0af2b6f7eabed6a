package scenarios

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

func TestLossReport(t *testing.T) {
	const line = `time=2000-01-01T00:00:02.010Z level=ERROR msg="offsets are lost" partition=orders/2 `
	for _, c := range []struct {
		proc, text string
		want       model.LossReport
		ok         bool
	}{
		{"consumer#2", line + "from=5 until=20 cause=retention resume=20 ends=false\n",
			model.LossReport{Topic: "orders", Partition: 2, From: 5, Until: 20}, true},
		{"consumer#2", line + "from=5 until=-1 cause=recreation resume=0 ends=true\n",
			model.LossReport{Topic: "orders", Partition: 2, From: 5, Until: math.MaxInt64, Former: true}, true},
		{"consumer#2", line + "from=5 cause=retention\n", model.LossReport{}, false},
		{"consumer#2", "level=INFO msg=other partition=orders/2 from=5 until=20\n", model.LossReport{}, false},
		{"kafka#1", line + "from=5 until=20 cause=retention\n", model.LossReport{}, false},
	} {
		e := trace.Event{Name: "proc.output", Proc: c.proc, Args: []trace.Arg{trace.Int("fd", 2), trace.Str("text", c.text)}}
		got, ok := lossReport(e)
		if diff := cmp.Diff(c.want, got); ok != c.ok || diff != "" {
			t.Errorf("%s %q: %v (-want +got):\n%s", c.proc, c.text, ok, diff)
		}
	}
}
