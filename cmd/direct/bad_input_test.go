package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// A badInput is something that the consumer must not work on as if nothing were wrong.
type badInput struct {
	name string
	// spoil makes it, in a world in which 40 of the 75 records of each partition are stored, and returns more arguments.
	spoil func(t *testing.T, w *world) []string
	says  string
	// wrote says that the consumer finds out only when results are written.
	wrote bool
}

// impatient are arguments for what is not there, and will not be.
var impatient = []string{"--zookeeper.session_timeout", "700ms", "--retry.timeout", "500ms", "--retry.backoff", "10ms"}

// meet holds the consumer to a clear error: it exits with 1 and says what is wrong; what is stored stays as it was, and no
// record is read from anywhere else.
func (c badInput) meet(t *testing.T, w *world) {
	t.Helper()
	w.fill(t)
	w.tell(t, 0, "offsets set --offset 40")
	more := c.spoil(t, w)
	before := w.positions()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var said strings.Builder
	status := direct.Run(ctx, append(w.args("append"), more...), version, &said, func(c *consumer.Config) {
		c.Hooks.Commit = func(consumer.Commit, time.Duration, int, int) { cancel() }
	})
	if status != 1 {
		t.Errorf("exit status %d", status)
	}
	if _, err, _ := strings.Cut(said.String(), "direct: "); !strings.Contains(err, c.says) {
		t.Errorf("said\n%s, want in its error\n%s", said.String(), c.says)
	}
	if diff := cmp.Diff(before, w.positions()); diff != "" {
		t.Errorf("what is stored was changed (-before +after):\n%s", diff)
	}
	if seen := w.results(t); (len(seen) > 0) != c.wrote {
		t.Errorf("%d records were handled", len(seen))
	}
}

// positions are the znodes with what is stored.
func (w *world) positions() map[string]string {
	found := map[string]string{}
	for _, n := range w.server.Tree() {
		if strings.Contains(n.Path, "/g/offsets/t/") || strings.Contains(n.Path, "/g/positions/t/") {
			found[n.Path] = string(n.Data)
		}
	}
	return found
}

// change does something to the ensemble, as anybody may.
func (w *world) change(t *testing.T, do func(*zk.Conn) error) {
	t.Helper()
	conn, _, err := zk.Connect([]string{w.zookeeper}, 30e9, zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := do(conn); err != nil {
		t.Fatal(err)
	}
}

// The znodes of a partition.
const plainNode, recordNode = "/consumers/g/offsets/t/2", "/consumers/g/positions/t/2"

// holding spoils a partition: its plain offset, and its record, which is deleted if there is none.
func holding(plain, record string) func(*testing.T, *world) []string {
	return func(t *testing.T, w *world) []string {
		w.change(t, func(tree *zk.Conn) error {
			if _, err := tree.Set(plainNode, []byte(plain), -1); err != nil {
				return err
			}
			if record == "" {
				return tree.Delete(recordNode, -1)
			}
			_, err := tree.Set(recordNode, []byte(record), -1)
			return err
		})
		return nil
	}
}

// TestBadOffsets meets znodes that hold no offset, or one that is not in the log.
func TestBadOffsets(t *testing.T) {
	const noOffset = "load offsets from the store: read offset in " + plainNode + ": "
	const andNow = " is no offset in plain decimal; set it to the next offset to read, or delete it and " + recordNode
	for _, c := range []badInput{
		{name: "garbage", spoil: holding("garbage", ""), says: noOffset + `"garbage"` + andNow},
		{name: "nothing", spoil: holding("", ""), says: noOffset + `""` + andNow},
		{name: "negative", spoil: holding("-1", ""), says: noOffset + `"-1"` + andNow},
		{name: "not UTF-8", spoil: holding("\xff\xfe4", ""), says: noOffset + `"\xff\xfe4"` + andNow},
		{name: "newline", spoil: holding("40\n", ""), says: noOffset + `"40\n"` + andNow},
		{name: "JSON", spoil: holding(`{"offset":40}`, ""), says: noOffset + `"{\"offset\":40}"` + andNow},
		{name: "too large", spoil: holding("9223372036854775808", ""), says: noOffset + `"9223372036854775808"` + andNow},
		{name: "garbage in the record", spoil: holding("40", "garbage"), says: "read record in " + recordNode + ": "},
		{name: "another tool's offset", spoil: holding("41", `{"schema":1,"offset":40}`), says: "somebody else changed one of them"},
		{name: "beyond the end", spoil: holding("1000", ""), says: "offsets are lost: t/2 [75, 1000) is not in the log (truncation), which goes on at 75"},
		{name: "beyond any end", spoil: holding("9223372036854775807", ""), says: "t/2 [75, 9223372036854775807) is not in the log (truncation)"},
		{name: "below the start", says: "offsets are lost: t/2 [40, 60) is not in the log (retention), which goes on at 60",
			spoil: func(t *testing.T, w *world) []string {
				if err := w.kafka.DeleteRecords("t", 2, 60); err != nil {
					t.Fatal(err)
				}
				return nil
			}},
	} {
		t.Run(c.name, func(t *testing.T) { c.meet(t, newWorld(t)) })
	}
}

// TestBadTopic meets a topic that is not the one whose offsets are stored.
func TestBadTopic(t *testing.T) {
	remove := func(t *testing.T, w *world) []string {
		if err := w.kafka.DeleteTopic("t"); err != nil {
			t.Fatal(err)
		}
		return impatient
	}
	for _, c := range []badInput{
		{name: "deleted", spoil: remove, says: "read metadata of topic t: UNKNOWN_TOPIC_OR_PARTITION"},
		{name: "created again", says: "offsets are lost: t/0 from 40 on is not in the log (recreation), which goes on at 0",
			spoil: func(t *testing.T, w *world) []string {
				remove(t, w)
				if err := w.kafka.CreateTopic("t", partitions, nil); err != nil {
					t.Fatal(err)
				}
				w.fill(t)
				return nil
			}},
	} {
		t.Run(c.name, func(t *testing.T) { c.meet(t, newWorld(t)) })
	}
}
