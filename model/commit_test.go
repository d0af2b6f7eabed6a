package model

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

// What the direct consumer's own stores wrote of offset 20 of topic id 01abff…07, and of offset 7 of one that it did not know.
const (
	sampleTopicID = "01abff00000000000000000000000007"
	sampleRecord  = `{"schema":1,"offset":20,"topicId":"Aav_AAAAAAAAAAAAAAAABw","leaderEpoch":0,"ownerEpoch":3,"batch":4,"app":"v1"}`
	sampleFile    = "{\n \"schema\": 2,\n \"group\": \"g\",\n \"positions\": [\n  {\n   \"topic\": \"t\",\n   \"partition\": 0,\n   \"offset\": 20,\n   \"epoch\": 0,\n" +
		"   \"topicId\": \"Aav_AAAAAAAAAAAAAAAABw\",\n   \"write\": \"9f-3\"\n  },\n  {\n   \"topic\": \"t\",\n   \"partition\": 1,\n   \"offset\": 7,\n   \"write\": \"9f-2\"\n  }\n ]\n}\n"
	sampleCell = `{"schema":2,"group":"g","positions":[{"topic":"a b","partition":3,"offset":20,"epoch":0,"topicId":"Aav_AAAAAAAAAAAAAAAABw","write":"9f-3"}]}`
)

func fact(name string, args ...trace.Arg) trace.Event {
	return trace.Event{Proc: "consumer#1", Name: name, Args: append(args, trace.Str("client", "consumer#1"))}
}

func hbaseCell(command, row, column, value string) trace.Event {
	return fact("hbase.effect", trace.Str("command", command), trace.Str("table", "offsets"), trace.Str("key", row), trace.Str("field", column),
		trace.Str("value", value), trace.Int("timestamp", 9), trace.Int("txn", 4))
}

func kafkaOffset(args ...trace.Arg) trace.Event {
	return fact("kafka.offset", append(args, trace.Str("group", "g"), trace.Str("topic", "t"), trace.Str("topic_id", sampleTopicID), trace.Int("partition", 2))...)
}

func restored(version int64) trace.Event {
	e := zookeeperWrite("restore", "/consumers/g/offsets/t/2", "20")
	e.Args = append(e.Args, trace.Int("version", version), trace.Int("zxid", 5))
	return e
}

func rename(data string) trace.Event {
	return trace.Event{Proc: "consumer#1", Name: "disk.rename", Args: []trace.Arg{trace.Str("path", "/offsets.json"), trace.Str("from", "/offsets.json.next"), trace.Str("data", data)}}
}

// What the direct consumer's own sink writes.
const (
	sampleLogKey   = `{"group":"g","topic":"t","partition":2}`
	sampleLogValue = `{"version":1,"offset":20,"epoch":0,"topic_id":"Aav/AAAAAAAAAAAAAAAABw==","writer":"NFWZ"}`
)

func kafkaLog(topic, key, value string) trace.Event {
	return fact("kafka.append", trace.Str("topic", topic), trace.Int("partition", 0), trace.Int("offset", 9), trace.Str("key", key),
		trace.Str("value", value), trace.Int("txn", 3))
}

func TestCommits(t *testing.T) {
	at := Commit{Group: "g", Topic: "t", Partition: 2, Offset: 20, Client: "consumer#1"}
	with := func(change func(*Commit)) []Commit {
		c := at
		change(&c)
		return []Commit{c}
	}
	cell := Commit{Group: "g", Topic: "a b", Partition: 3, Offset: 20, TopicID: sampleTopicID, Client: "consumer#1", Mark: "9f-3"}
	first := Commit{Group: "g", Topic: "t", Offset: 20, TopicID: sampleTopicID, Client: "consumer#1", Mark: "9f-3"}
	second := Commit{Group: "g", Topic: "t", Partition: 1, Offset: 7, Client: "consumer#1", Mark: "9f-2"}
	for _, c := range []struct {
		name  string
		read  func(trace.Event) []Commit
		event trace.Event
		want  []Commit
	}{
		{"zookeeper", AnyCommits, zookeeperWrite("set", "/consumers/g/offsets/t/2", "20"), []Commit{at}},
		{"below a chroot", AnyCommits, zookeeperWrite("create", "/kafka/consumers/g/offsets/t/2", "20"), []Commit{at}},
		{"removed", AnyCommits, zookeeperWrite("delete", "/consumers/g/offsets/t/2", ""), with(func(c *Commit) { c.Offset, c.Removed = 0, true })},
		{"leading zero", AnyCommits, zookeeperWrite("set", "/consumers/g/offsets/t/2", "020"), with(func(c *Commit) { c.Malformed = true })},
		{"a parent", AnyCommits, zookeeperWrite("create", "/consumers/g/offsets/t", ""), nil},
		{"another node", AnyCommits, zookeeperWrite("set", "/consumers/g/owners/t/2", "20"), nil},
		{"a record", AnyCommits, zookeeperWrite("set", "/consumers/g/positions/t/2", sampleRecord), with(func(c *Commit) { c.Record, c.TopicID = true, sampleTopicID })},
		{"a record without a topic's id", AnyCommits, zookeeperWrite("set", "/consumers/g/positions/t/2", `{"schema":1,"offset":20}`), with(func(c *Commit) { c.Record = true })},
		{"a record of nothing", AnyCommits, zookeeperWrite("set", "/consumers/g/positions/t/2", `{"schema":1}`), with(func(c *Commit) { c.Record, c.Malformed, c.Offset = true, true, 0 })},
		{"a record of no topic", AnyCommits, zookeeperWrite("set", "/consumers/g/positions/t/2", `{"offset":20,"topicId":"x"}`), with(func(c *Commit) { c.Record, c.Malformed = true, true })},
		{"a backup", AnyCommits, restored(3), with(func(c *Commit) { c.Restored, c.Txn = true, -5 })},
		{"a backup without it", AnyCommits, restored(-1), with(func(c *Commit) { c.Restored, c.Removed, c.Txn, c.Offset = true, true, -5, 0 })},
		{"redis", AnyCommits, redisSet("offset:g:t:2", "20"), with(func(c *Commit) { c.Txn = 7 })},
		{"a group with a colon", AnyCommits, redisSet("offset:g:h:t:2", "20"), with(func(c *Commit) { c.Group, c.Txn = "g:h", 7 })},
		{"too few parts", AnyCommits, redisSet("offset:2", "20"), nil},
		{"a result", AnyCommits, redisSet("out:t:2", "20"), nil},
		{"kafka", KafkaCommits, kafkaOffset(trace.Int("offset", 20), trace.Int("epoch", 1)), with(func(c *Commit) { c.TopicID = sampleTopicID })},
		{"kafka forgets", KafkaCommits, kafkaOffset(trace.Str("kind", "delete")), with(func(c *Commit) { c.TopicID, c.Offset, c.Removed = sampleTopicID, 0, true })},
		{"kafka's log", KafkaLogCommits("offsets"), kafkaLog("offsets", sampleLogKey, sampleLogValue), with(func(c *Commit) { c.TopicID, c.Txn = sampleTopicID, 3 })},
		{"kafka's log forgets", KafkaLogCommits("offsets"), kafkaLog("offsets", sampleLogKey, ""), with(func(c *Commit) { c.Offset, c.Txn, c.Removed = 0, 3, true })},
		{"a torn value in kafka's log", KafkaLogCommits("offsets"), kafkaLog("offsets", sampleLogKey, sampleLogValue[:20]), with(func(c *Commit) { c.Offset, c.Txn, c.Malformed = 0, 3, true })},
		{"a negative offset in kafka's log", KafkaLogCommits("offsets"), kafkaLog("offsets", sampleLogKey, `{"version":1,"offset":-1}`), with(func(c *Commit) { c.Offset, c.Txn, c.Malformed = 0, 3, true })},
		{"a key of something else", KafkaLogCommits("offsets"), kafkaLog("offsets", "key-1", sampleLogValue), nil},
		{"another log of kafka", KafkaLogCommits("offsets"), kafkaLog("t", sampleLogKey, sampleLogValue), nil},
		{"not of kafka", KafkaCommits, redisSet("offset:g:t:2", "20"), nil},
		{"hbase", HBaseCommits, hbaseCell("PUT", "g:a=20b", "head:3", sampleCell), []Commit{cell}},
		{"hbase removes", HBaseCommits, hbaseCell("DELETE", "g:t", "head:2", ""), with(func(c *Commit) { c.Offset, c.Removed = 0, true })},
		{"a cell of another partition", HBaseCommits, hbaseCell("PUT", "g:a=20b", "head:2", sampleCell), with(func(c *Commit) { c.Topic, c.Offset, c.Malformed = "a b", 0, true })},
		{"a torn cell", HBaseCommits, hbaseCell("PUT", "g:t", "head:2", sampleCell[:50]), with(func(c *Commit) { c.Offset, c.Malformed = 0, true })},
		{"a put that is hidden", HBaseCommits, hbaseCell("MASKED", "g:t", "head:2", sampleCell), nil},
		{"the head's number", HBaseCommits, hbaseCell("PUT", "g:t", "head:number", "3 9f-3"), nil},
		{"a row of a batch", HBaseCommits, hbaseCell("PUT", "g:t:0000000000000000003:9f-3", "batch:2", sampleCell), nil},
		{"a file", FileCommits, rename(sampleFile), []Commit{first, second}},
		{"a file of something else", FileCommits, rename(`{"offset":5,"value":"rec-0-000005"}`), nil},
		{"a torn file", FileCommits, rename(sampleFile[:90]), nil},
		{"a file of a negative offset", FileCommits, rename(`{"schema":2,"group":"g","positions":[{"topic":"t","partition":2,"offset":-1}]}`), with(func(c *Commit) { c.Offset, c.Malformed = 0, true })},
	} {
		if diff := cmp.Diff(c.want, c.read(c.event)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestFileAfterPowerLoss(t *testing.T) {
	e := rename(sampleFile)
	e.Name, e.Proc = "disk.lost", ""
	got := FileCommits(e)
	if len(got) != 2 || !got[0].Lost || got[0].Client != "" || got[0].Offset != 20 {
		t.Errorf("read as %+v", got)
	}
}

// Whatever a program writes to its stores, reading it does not fail, and what is read is a place in a log.
func FuzzCommits(f *testing.F) {
	f.Add("/consumers/g/offsets/t/2", "25")
	f.Add("/consumers/g/positions/t/2", sampleRecord)
	f.Add("offset:g:t:2", "-1")
	f.Add("offset::", "")
	f.Add("g:a=20b", sampleCell)
	f.Add("g=", sampleFile)
	f.Fuzz(func(t *testing.T, key, data string) {
		var all []Commit
		for _, e := range []trace.Event{zookeeperWrite("set", key, data), redisSet(key, data)} {
			all = append(all, AnyCommits(e)...)
		}
		all = append(append(all, HBaseCommits(hbaseCell("PUT", key, "head:3", data))...), FileCommits(rename(data))...)
		for _, c := range all {
			if !c.Malformed && (c.Offset < 0 || c.Partition < 0) {
				t.Errorf("%q %q read as %+v", key, data, c)
			}
		}
	})
}
