package machine

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestPruneRemovesTheOldestFirst(t *testing.T) {
	dir := t.TempDir()
	written := time.Unix(1_000_000, 0)
	for i, name := range []string{"a/oldest", "a/older", "b/newer", "newest"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, make([]byte, 10), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, written, written.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	prune(dir, 25)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "b", "newer"), filepath.Join(dir, "newest")}
	if got := slices.Sorted(slices.Values(append(left, deeper...))); !slices.Equal(got, want) {
		t.Errorf("left: %v", got)
	}
}
