package offsets

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/consumer"
)

func TestGuardedContract(t *testing.T) {
	dir := t.TempDir()
	holdToContract(t, seven, func() consumer.Store {
		return NewGuarded(NewFile(filepath.Join(dir, "offsets"), "g", Patience{}), filepath.Join(dir, "guard"), "g", Patience{})
	})
}

// TestWentBack takes a store back in each way that there is, and puts it where it was by importing the guard.
func TestWentBack(t *testing.T) {
	eight := consumer.TopicID{8}
	p := two[0]
	for what, c := range map[string]struct {
		after shelf
		says  string
	}{
		"further":       {shelf{p: {Position: consumer.Position{Offset: 80, TopicID: seven}}}, ""},
		"as it was":     {shelf{p: {Position: consumer.Position{Offset: 75, TopicID: seven}}}, ""},
		"of no topic":   {shelf{p: {Position: consumer.Position{Offset: 75}}}, ""},
		"lower":         {shelf{p: {Position: consumer.Position{Offset: 74, TopicID: seven}}}, "t/0 is at 74, and in the guard at 75; to go on at the guard: direct offsets import --forward-only "},
		"gone":          {shelf{}, "t/0 is nowhere, and in the guard at 75; to go on at the guard: direct offsets import --forward-only "},
		"another topic": {shelf{p: {Position: consumer.Position{Offset: 90, TopicID: eight}}}, fmt.Sprintf("t/0 is at 90 of topic id %v, and in the guard at 75 of topic id %v; to go on at the guard: direct offsets import --rewind ", eight, seven)},
	} {
		t.Run(what, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "guard")
			held := shelf{}
			guarded := func() *Guarded { return NewGuarded(held.open(), file, "g", Patience{}) }
			first := loaded(t, guarded())
			if err := advance(t.Context(), seven, first, p, consumer.None, 75); err != nil {
				t.Fatal(err)
			}
			clear(held)
			maps.Copy(held, c.after)
			_, err := guarded().Load(t.Context(), two)
			if c.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, ErrWentBack) || !strings.Contains(err.Error(), c.says+file+"; to begin at the store") {
				t.Fatalf("error %v", err)
			}
			mender := guarded()
			mender.Mend = true
			whole, err := Export(t.Context(), NewFile(file, "g", Patience{}), "g", two)
			if err == nil {
				rewind := strings.Contains(c.says, "--rewind")
				_, err = Import(t.Context(), mender, "g", whole, ImportOptions{Rewind: rewind, ForwardOnly: !rewind})
			}
			if err != nil {
				t.Fatal(err)
			}
			expectPositions(t, guarded(), map[consumer.Partition]consumer.Position{p: {Offset: 75, Epoch: 3, TopicID: seven}})
		})
	}
}

// TestGuardBroken says of a guard that cannot be read what becomes of it, which is not what becomes of a store.
func TestGuardBroken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "guard")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		load func() error
		says string
	}{
		"guard": {func() error {
			_, err := NewGuarded(shelf{}.open(), file, "g", Patience{}).Load(t.Context(), two)
			return err
		}, "; remove it, and the guard begins anew at what is stored"},
		"journal": {func() error { _, err := NewJournal(file, "g", Patience{}).Load(t.Context(), two); return err }, "; restore the file: it says which of two stores counts"},
		"store":   {func() error { _, err := NewFile(file, "g", Patience{}).Load(t.Context(), two); return err }, "; restore the file, or remove it to let the group start anew"},
	} {
		if err := c.load(); err == nil || !strings.HasSuffix(err.Error(), c.says) {
			t.Errorf("%s: error %v", what, err)
		}
	}
}

// open returns a store on the shelf that nothing interrupts.
func (s shelf) open() *handle {
	return &handle{shelf: s, known: map[consumer.Partition]int{}, turn: func() error { return nil }}
}

// TestGuardShared has two instances on one host store in turns, each its own partition, and then one that takes over the
// other's: the file knows what either has stored.
func TestGuardShared(t *testing.T) {
	file := filepath.Join(t.TempDir(), "guard")
	held := shelf{}
	guarded := func() consumer.Store { return loaded(t, NewGuarded(held.open(), file, "g", Patience{})) }
	one, other := guarded(), guarded()
	for i := int64(consumer.None); i < 5; i++ {
		if err := errors.Join(advance(t.Context(), seven, one, two[0], i, i+1), advance(t.Context(), seven, other, two[1], i, i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := advance(t.Context(), seven, guarded(), two[0], 5, 9); err != nil {
		t.Fatal(err)
	}
	if err := advance(t.Context(), seven, one, two[0], 5, 6); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("overtaken: error %v", err)
	}
	at := func(offset int64) consumer.Position {
		return consumer.Position{Offset: offset, Epoch: 3, TopicID: seven}
	}
	expectPositions(t, NewFile(file, "g", Patience{}), map[consumer.Partition]consumer.Position{two[0]: at(9), two[1]: at(5)})
}
