package model_test

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// A consumer writes a record, is killed before it stores its offset, and its next life writes the record again.
func Example() {
	const text = `t=1.000000000 seq=1 proc=kafka#1 kafka.append topic="t" topic_id="x" partition=2 offset=25 key="" value="rec-2-000000" client="producer#1"
t=2.000000000 seq=2 proc=consumer#1 proc.start image="direct"
t=3.000000000 seq=3 proc=redis#1 redis.effect command="RPUSH" key="out:t:2" field="" value="rec-2-000000" txn=0 client="consumer#1"
t=3.204100000 seq=4 proc=redis#1 redis.exec stage="applied" client="consumer#1"
t=3.204100000 seq=5 proc=consumer#1 proc.crash cause="kill"
t=4.000000000 seq=6 proc=consumer#2 proc.start image="direct"
t=5.000000000 seq=7 proc=redis#1 redis.effect command="RPUSH" key="out:t:2" field="" value="rec-2-000000" txn=0 client="consumer#2"
t=6.000000000 seq=8 proc=zookeeper#1 zookeeper.write kind="set" path="/consumers/g/offsets/t/2" data="26" version=1 zxid=9 session=1 client="consumer#2"`
	var events []trace.Event
	for line := range strings.Lines(text) {
		e, err := trace.Parse(strings.TrimSpace(line))
		if err != nil {
			fmt.Println(err)
			return
		}
		events = append(events, e)
	}
	h, err := model.Build(events, model.Config{Batch: 25, End: model.Drained})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range []model.Guarantee{model.AtLeastOnce, model.ExactlyOnce} {
		v := model.Judge(h, model.Promise{Guarantee: g})
		fmt.Println(g, "holds:", v.Holds)
		for _, a := range v.Anomalies {
			fmt.Println(a.Explain)
		}
	}
	// Output:
	// at-least-once holds: true
	// exactly-once holds: false
	// consumer#1 was killed after redis.exec applied (step 4, 3.2041 s) and before it stored its offsets; consumer#2 started at offset 25 of t/2 and wrote offset 25 a second time.
}
