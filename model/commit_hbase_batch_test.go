package model

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHBaseBatchCommits(t *testing.T) {
	const row = "t:team:a:1700000000000"
	want := Commit{Group: "team:a", Topic: "t", Partition: 12, Offset: 20, Client: "consumer#1", Txn: -4}
	removed, malformed := want, want
	removed.Offset, removed.Removed = 0, true
	malformed.Offset, malformed.Malformed = 0, true
	for _, c := range []struct {
		name                        string
		command, row, column, value string
		want                        []Commit
	}{
		{"a cell", "PUT", row, "offsets:12", "20", []Commit{want}},
		{"one that is deleted", "DELETE", row, "offsets:12", "", []Commit{removed}},
		{"one that is no offset", "PUT", row, "offsets:12", "-", []Commit{malformed}},
		{"one that is hidden", "MASKED", row, "offsets:12", "20", nil},
		{"another family", "PUT", row, "batch:12", "20", nil},
		{"no partition", "PUT", row, "offsets:x", "20", nil},
		{"a key without a time", "PUT", "t:g", "offsets:12", "20", nil},
		{"a key of another form", "PUT", "t:g:0000000000000000003:9f-3", "offsets:12", "20", nil},
	} {
		got := HBaseBatchCommits(hbaseCell(c.command, c.row, c.column, c.value))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if got := HBaseBatchCommits(rename(sampleFile)); got != nil {
		t.Errorf("a file is read as %+v", got)
	}
}
