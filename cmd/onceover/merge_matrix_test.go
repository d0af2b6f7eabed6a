package main

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/scenarios"
)

// fakeMatrix runs cells with fake workers, and writes what matrix does.
func fakeMatrix(t *testing.T, o matrixOptions, s script) int {
	t.Helper()
	o.seed, o.parallel, o.rows, o.stall = 1, 2, []string{"clean-stop", scenarios.SweptRow}, stallForTests
	o.cases = max(o.cases, 5)
	cells, part, err := o.check([]string{"latest", "zookeeper-strict"})
	if err != nil {
		t.Fatal(err)
	}
	m := &matrixRun{options: o, cells: cells, part: part, shards: []int{part.index}, kit: kit{toolchain: "go1.26", ids: map[string]string{"designs-v1": "aa"}}}
	p := fakePool(t, 2, s)
	if err := os.MkdirAll(filepath.Join(o.out, "matrix"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := m.answer(t.Context(), p, newBar(io.Discard)); err != nil {
		t.Fatal(err)
	}
	if err := m.tell(t.Context(), p, false, io.Discard); err != nil {
		t.Fatal(err)
	}
	return worst(m.standings())
}

// mergeFakes merges, and has nothing drawn.
func mergeFakes(t *testing.T, out string, dirs ...string) (status int, printed string, err error) {
	t.Helper()
	var to bytes.Buffer
	err = merge(t.Context(), dirs, out, &to, io.Discard, func(*matrixRun) pool { return pool{} })
	return exitOf(err), to.String(), err
}

// filesIn are those of a directory, but for the part by which it is merged.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == matrixPartName || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := os.ReadFile(name)
		way, _ := filepath.Rel(dir, name)
		files[way] = strings.ReplaceAll(string(content), filepath.ToSlash(dir), "DIR")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Shards of a matrix come to what one machine would have come to, to the byte and in any order, also by halves; and what only
// one of them shows counts for all.
func TestMergeOfMatrixIsTheWhole(t *testing.T) {
	for name, c := range map[string]struct {
		s      script
		budget int
		status int
	}{
		"as promised": {script{}, 0, exitAnomaly}, // no case shows what is expected, which only the whole can say
		"anomalies":   {script{1: "bad", 3: "bad"}, 0, exitAnomaly},
		"made small":  {script{1: "bad", 3: "bad"}, 7, exitAnomaly},
	} {
		t.Run(name, func(t *testing.T) {
			whole := t.TempDir()
			o := matrixOptions{out: whole, budget: c.budget}
			if got := fakeMatrix(t, o, c.s); got != c.status {
				t.Errorf("status %d of the whole, want %d", got, c.status)
			}
			var dirs []string
			for _, part := range []string{"2/3", "0/3", "1/3"} {
				o.shard, o.out = part, t.TempDir()
				fakeMatrix(t, o, c.s)
				dirs = append(dirs, o.out)
			}
			out, half, again := t.TempDir(), t.TempDir(), t.TempDir()
			if got, printed, err := mergeFakes(t, out, dirs...); got != c.status {
				t.Errorf("status %d, want %d: %v\n%s", got, c.status, err, printed)
			}
			mergeFakes(t, half, dirs[0], dirs[2])
			mergeFakes(t, again, dirs[1], half)
			want := filesIn(t, whole)
			if len(want) < 4 {
				t.Fatalf("the whole has %v", slices.Sorted(maps.Keys(want)))
			}
			for _, dir := range []string{out, again} {
				if diff := cmp.Diff(want, filesIn(t, dir)); diff != "" {
					t.Errorf("merged differs from the whole (-whole +merged):\n%s", diff)
				}
			}
		})
	}
}

// Without some of its shards a matrix is a part, which says so; it replaces no whole one, and is no success.
func TestMergeOfSomeOfMatrix(t *testing.T) {
	var dirs []string
	for _, part := range []string{"0/4", "2/4"} {
		dir := t.TempDir()
		fakeMatrix(t, matrixOptions{out: dir, shard: part}, script{})
		dirs = append(dirs, dir)
	}
	out := t.TempDir()
	status, printed, err := mergeFakes(t, out, dirs...)
	if status != exitInconclusive || !strings.HasSuffix(printed, "\nmissing: shard 1/4 and 3/4, of which no directory holds the cases\n") {
		t.Errorf("status %d, %v:\n%s", status, err, printed)
	}
	text := filesIn(t, out)[matrixName]
	if !strings.Contains(text, `"shard": "0/4 and 2/4"`) || !strings.Contains(text, `"partial": true`) {
		t.Errorf("%s", text)
	}
}

func TestMergeRefusesMatrix(t *testing.T) {
	shard := func(part string, o matrixOptions) string {
		o.shard, o.out = part, t.TempDir()
		fakeMatrix(t, o, script{})
		return o.out
	}
	zero, one := shard("0/2", matrixOptions{}), shard("1/2", matrixOptions{})
	changed := func(old, replacement string) string {
		dir := t.TempDir()
		content, err := os.ReadFile(filepath.Join(one, matrixPartName))
		if err != nil || !bytes.Contains(content, []byte(old)) {
			t.Fatalf("no %s in it, %v", old, err)
		}
		content = bytes.Replace(content, []byte(old), []byte(replacement), 1)
		if err := os.WriteFile(filepath.Join(dir, matrixPartName), content, 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	both := changed(`"of"`, `"of"`)
	if err := os.WriteFile(filepath.Join(both, journalName), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ second, says string }{
		{t.TempDir(), "holds neither a run"},
		{both, "a run as well"},
		{reportDir(t, map[string]string{journalName: ""}), "these are merged apart"},
		{shard("0/2", matrixOptions{}), "both hold shard 0/2"},
		{shard("1/3", matrixOptions{}), "the number of shards is 2 in one and 3 in the other"},
		{shard("1/2", matrixOptions{cases: 7}), "the number of cases is 5 in one and 7 in the other"},
		{shard("1/2", matrixOptions{quick: true}), "the choice of a sweep is true in one and false"},
		{shard("1/2", matrixOptions{budget: 7}), "the --minimise is 0 in one and 7"},
		{changed(`"seed":1`, `"seed":2`), "the seed is 1 in one and 2 in the other"},
		{changed(`"go1.26"`, `"go1.27"`), "the toolchain is go1.26 in one"},
		{changed(`"designs-v1":"aa"`, `"designs-v1":"bb"`), "the build of program designs-v1 is aa in one and bb"},
		{changed(`"row":"clean-stop"`, `"row":"kill"`), "the choice of scenarios is"},
		{changed(`"expected":"`, `"expected":"OK+`), "is expected to show OK+"},
		{changed(`"version":"`, `"version":"v9`), "it was written by version v9"},
		{changed(`"shards":[1]`, `"shards":[2]`), "shards [2] of 2"},
		{changed(`"format":1`, `"format":7`), "format 7, this build reads 1"},
		{changed(`"digest":"`, `"digest":"x`), "is not of 64 hexadecimal digits"},
		{changed(`"of"`, `"off"`), matrixPartName + ":1: off"},
		{changed("}\n", ""), "truncated"},
	} {
		out := t.TempDir()
		status, printed, err := mergeFakes(t, out, zero, c.second)
		if status != exitUsage || err == nil || !strings.Contains(err.Error(), c.says) || printed != "" {
			t.Errorf("status %d; said %v, want %q; printed\n%s", status, err, c.says, printed)
		}
		if there := filesIn(t, out); len(there) > 0 {
			t.Errorf("%s: wrote %v", c.says, slices.Sorted(maps.Keys(there)))
		}
	}
	if status, _, err := mergeFakes(t, one, zero, one); status != exitUsage || !strings.Contains(err.Error(), "is one of the directories") {
		t.Errorf("status %d, %v", status, err)
	}
}
