package offsets

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

const exported = `{
 "schema": 2,
 "group": "g",
 "positions": [
  {
   "topic": "t",
   "partition": 0,
   "offset": 10,
   "epoch": 2,
   "topicId": "BwAAAAAAAAAAAAAAAAAAAA"
  },
  {
   "topic": "t",
   "partition": 1,
   "offset": 0,
   "topicId": "BwAAAAAAAAAAAAAAAAAAAA"
  }
 ]
}
`

// TestExport writes positions, and reads them into another store.
func TestExport(t *testing.T) {
	h, m := anchored(t)
	data, err := Export(t.Context(), m, "g", append([]consumer.Partition{{Topic: "u"}}, two...))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exported, string(data)); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	f := NewFile(filepath.Join(t.TempDir(), "offsets.json"), "g", Patience{})
	changed, err := Import(t.Context(), f, "g", data, ImportOptions{})
	want := []consumer.Range{{Partition: two[0], From: consumer.None, Until: 10, Epoch: 2}, {Partition: two[1], From: consumer.None, Epoch: consumer.NoEpoch}}
	if diff := cmp.Diff(want, changed); diff != "" || err != nil {
		t.Errorf("changed (-want +got):\n%s, error %v", diff, err)
	}
	positions, err := m.Load(t.Context(), two)
	if err != nil {
		t.Fatal(err)
	}
	expectPositions(t, f, positions)

	// What is there already stays with whoever has loaded it.
	running := loaded(t, f)
	if changed, err := Import(t.Context(), NewFile(f.name, "g", Patience{}), "g", data, ImportOptions{}); len(changed) > 0 || err != nil {
		t.Errorf("again: %v, error %v", changed, err)
	}
	if err := advance(t.Context(), seven, running, two[0], 10, 11); err != nil {
		t.Error(err)
	}
	h.refuse = func() error { return errRequest }
	if _, err := Export(t.Context(), m, "g", two); !errors.Is(err, errRequest) {
		t.Errorf("a store that cannot be read: %v", err)
	}
}

// TestImportRefuses takes nothing of a document that is wrong in one place.
func TestImportRefuses(t *testing.T) {
	for what, document := range map[string]string{
		"torn":          exported[:len(exported)/2],
		"another group": strings.Replace(exported, `"g"`, `"h"`, 1),
		"negative":      strings.Replace(exported, `10`, `-10`, 1),
		"newer":         strings.Replace(exported, `"schema": 2`, `"schema": 3`, 1),
		"back":          strings.Replace(exported, `10`, `9`, 1),
		"other topic":   strings.Replace(exported, `Bw`, `Cw`, 1),
	} {
		h, _ := anchored(t)
		// The other partition would go on.
		document = strings.Replace(document, `"offset": 0`, `"offset": 5`, 1)
		if changed, err := Import(t.Context(), h.open().o.Old, "g", []byte(document), ImportOptions{}); err == nil {
			t.Errorf("%s: changed %v", what, changed)
		}
		if h.expect(t, 10, 0); h.old[two[1]].Offset != 0 {
			t.Errorf("%s: went on", what)
		}
		_, err := Import(t.Context(), h.open().o.Old, "g", []byte(document), ImportOptions{Rewind: true})
		if rewound := what == "back" || what == "other topic"; rewound != (err == nil) {
			t.Errorf("%s, with rewind: %v", what, err)
		}
	}
}

// TestImportForward takes of a document what goes on, and nothing of it if one position makes no sense.
func TestImportForward(t *testing.T) {
	h, _ := anchored(t)
	document := strings.NewReplacer(`10`, `9`, `"offset": 0`, `"offset": 5`).Replace(exported)
	odd := func(p consumer.Partition, _ consumer.Position) error {
		if p == two[1] {
			return errRequest
		}
		return nil
	}
	if _, err := Import(t.Context(), h.open().o.Old, "g", []byte(document), ImportOptions{ForwardOnly: true, Check: odd}); !errors.Is(err, errRequest) {
		t.Errorf("error %v", err)
	}
	if h.expect(t, 10, 0); h.old[two[1]].Offset != 0 {
		t.Error("something was imported of it")
	}
	changed, err := Import(t.Context(), h.open().o.Old, "g", []byte(document), ImportOptions{ForwardOnly: true})
	want := []consumer.Range{{Partition: two[1], From: 0, Until: 5, Epoch: consumer.NoEpoch}}
	if diff := cmp.Diff(want, changed); diff != "" || err != nil {
		t.Errorf("changed (-want +got):\n%s, error %v", diff, err)
	}
	if h.expect(t, 10, 0); h.old[two[1]].Offset != 5 {
		t.Errorf("it is at %d", h.old[two[1]].Offset)
	}
}
