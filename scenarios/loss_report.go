package scenarios

import (
	"math"
	"strconv"
	"strings"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// lossReport reads what the direct consumer logs of offsets that it will never see:
//
//	… level=ERROR msg="offsets are lost" partition=orders/1 from=5 until=20 cause=retention resume=20 ends=false
//
// Standard error is as durable as what collects it. After the topic was created again it is not known how many there
// were, and until is -1.
func lossReport(e trace.Event) (model.LossReport, bool) { return lossSaid(e, "offsets are lost") }

// lossSaid reads a line of that form.
func lossSaid(e trace.Event, message string) (model.LossReport, bool) {
	if e.Name != "proc.output" || !isInstance(e.Proc) {
		return model.LossReport{}, false
	}
	_, text, ok := strings.Cut(e.Str("text"), `msg="`+message+`" `)
	if !ok {
		return model.LossReport{}, false
	}
	said := map[string]string{}
	for word := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(word, "=")
		said[key] = value
	}
	topic, number, _ := strings.Cut(said["partition"], "/")
	partition, err1 := strconv.Atoi(number)
	from, err2 := strconv.ParseInt(said["from"], 10, 64)
	until, err3 := strconv.ParseInt(said["until"], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return model.LossReport{}, false
	}
	r := model.LossReport{Topic: topic, Partition: partition, From: from, Until: until, Former: said["cause"] == "recreation"}
	if until < 0 {
		r.Until = math.MaxInt64
	}
	return r, true
}
