package offsets

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
)

func TestHBase(t *testing.T) {
	at := startHBase(t)
	for name, test := range map[string]func(*testing.T, string){
		"contract": hbaseContract, "rows": hbaseRowsOfBatches, "tables": hbaseTables, "content": hbaseBadContent,
		"deletion": hbaseDeletion, "answers": hbaseAnswers, "requests": hbaseRequests,
	} {
		t.Run(name, func(t *testing.T) { test(t, at) })
	}
}

// made returns a store in a table of its own.
func made(t *testing.T, at, table string) *HBase {
	t.Helper()
	h, _ := newHBase(t, at, table)
	if err := h.CreateTable(t.Context(), 30*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	return h
}

func hbaseContract(t *testing.T, at string) {
	made(t, at, "contract")
	holdToContract(t, seven, func() consumer.Store {
		h, _ := newHBase(t, at, "contract")
		return h
	})
	h := loaded(t, made(t, at, "contract")) // as it is
	other := consumer.Range{Partition: consumer.Partition{Topic: "u"}, From: consumer.None}
	mixed := consumer.Commit{Ranges: []consumer.Range{{Partition: two[0], From: 8, Until: 9}, other}}
	if err := h.Store(t.Context(), mixed); err == nil {
		t.Error("two topics were stored at once")
	}
}

// hbaseRowsOfBatches reads the rows that the batches leave.
func hbaseRowsOfBatches(t *testing.T, at string) {
	h := made(t, at, "rows")
	loaded(t, h)
	for i := int64(-1); i < 12; i++ {
		if err := advance(t.Context(), seven, h, two[0], i, i+1); err != nil {
			t.Fatal(err)
		}
	}
	var rows hbaseRows
	if err := json.Unmarshal([]byte(rest(t, "GET", at+"/rows/g=2F1:t:*?endrow=g=2F1:t;", "")), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows.Row) != 13 {
		t.Fatalf("%d rows", len(rows.Row))
	}
	after := ""
	for i, r := range rows.Row {
		cells := map[string]string{}
		for _, c := range r.Cells {
			cells[string(c.Column)] = string(c.Value)
		}
		write := fmt.Sprintf("%s-%d", h.writer, i+1)
		want := map[string]string{
			"batch:after": after, "batch:number": fmt.Sprint(i),
			"batch:0": `{"schema":2,"group":"g/1","positions":[{"topic":"t","partition":0,"offset":` + fmt.Sprint(i) +
				`,"epoch":3,"topicId":"BwAAAAAAAAAAAAAAAAAAAA","write":"` + write + `"}]}`,
		}
		if diff := cmp.Diff(want, cells); diff != "" || string(r.Key) != fmt.Sprintf("g=2F1:t:%019d:%s", i+1, write) {
			t.Errorf("row %s (-want +got):\n%s", r.Key, diff)
		}
		after = fmt.Sprintf("%d %s", i+1, write)
	}
}

// hbaseTables refuses tables that cannot keep the offsets. A row of one that does not exist is not one that is missing.
func hbaseTables(t *testing.T, at string) {
	for name, families := range map[string]string{
		"expiring": `{"name":"head","TTL":"2592000"},{"name":"batch"}`, "headless": `{"name":"batch"}`, "batchless": `{"name":"head"}`, "none": "",
	} {
		if families != "" {
			rest(t, "PUT", at+"/"+name+"/schema", `{"ColumnSchema":[`+families+`]}`)
		}
		h, _ := newHBase(t, at, name)
		if got, err := h.Load(t.Context(), two); err == nil || !strings.Contains(err.Error(), "table "+name) {
			t.Errorf("table %s: loaded %v, error %v", name, got, err)
		}
	}
	for _, o := range []HBaseOptions{
		{URL: "hbase:8080", Table: "t", Group: "g"}, {URL: "http://", Table: "t", Group: "g"},
		{URL: at, Group: "g"}, {URL: at, Table: "t"}, {URL: at, Table: "a/b", Group: "g"},
	} {
		if _, err := NewHBase(o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

// hbaseRequests holds the store to its promises whatever becomes of its requests: success means that the head moved once,
// to these offsets, and being fenced that somebody else stored.
func hbaseRequests(t *testing.T, at string) {
	other := made(t, at, "requests")
	h, l := newHBase(t, at, "requests")
	fates := rapid.SampledFrom([]fateOfRequest{asked, cut, mute, trouble, delayed})
	rapid.Check(t, func(r *rapid.T) {
		l.plan()
		stored, err := h.Load(t.Context(), two)
		if err != nil {
			r.Fatal(err)
		}
		from := consumer.None
		if at, ok := stored[two[0]]; ok {
			from = at.Offset
		}
		overtaken := rapid.IntRange(-6, 1).Draw(r, "overtaken")
		if overtaken >= 0 {
			positions, err := other.Load(t.Context(), two)
			was, ok := positions[two[overtaken]]
			if !ok {
				was.Offset = consumer.None
			}
			if err == nil {
				err = advance(t.Context(), seven, other, two[overtaken], was.Offset, was.Offset+1)
			}
			if err != nil {
				r.Fatal(err)
			}
		}
		l.plan(rapid.SliceOfN(fates, 0, 6).Draw(r, "script")...)
		err = advance(t.Context(), seven, h, two[0], from, from+1)
		fenced, moved := overtaken == 0, l.moved
		if fenced != errors.Is(err, consumer.ErrFenced) || !fenced && err != nil || fenced != (moved == 0) || moved > 1 {
			r.Fatalf("overtaken at %d, moved %d times: %v", overtaken, moved, err)
		}
		l.plan()
		after, err := h.Load(t.Context(), two)
		if err != nil || after[two[0]].Offset != from+1 {
			r.Fatalf("found %v, error %v", after, err)
		}
	})
}
