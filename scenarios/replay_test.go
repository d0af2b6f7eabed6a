package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
)

func sampleReplay() Replay {
	c := Case{Index: 3, Seed: 1 << 63, Schedule: faults.Schedule{Faults: []faults.Fault{
		{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: 7}},
	}}}
	return NewReplay(CaseReport{Scenario: "direct-append", Case: c, Hash: "00ff", Notes: []string{"a note"}}, map[string]string{"direct-v1": "aa"})
}

func TestReplayReadsBack(t *testing.T) {
	b, err := json.Marshal(sampleReplay())
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseReplay("f", b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sampleReplay(), got); diff != "" {
		t.Error(diff)
	}
	if other := got.OtherBuild(map[string]string{"direct-v1": "bb"}); !cmp.Equal(other, []string{"direct-v1"}) {
		t.Errorf("other builds: %v", other)
	}
	if other := got.OtherBuild(map[string]string{"kafka": "cc", "direct-v1": "aa"}); !cmp.Equal(other, []string{"kafka"}) {
		t.Errorf("other builds, where the file does not say which kafka it was: %v", other)
	}
}

func TestBadReplays(t *testing.T) {
	b, err := json.Marshal(sampleReplay())
	if err != nil {
		t.Fatal(err)
	}
	good := string(b)
	for what, c := range map[string]struct{ text, want string }{
		"truncated":     {good[:len(good)/2], "truncated"},
		"other format":  {strings.Replace(good, `"format":1`, `"format":9`, 1), "format 9"},
		"unknown field": {strings.Replace(good, `"hash"`, `"hush":1,"hash"`, 1), "hush"},
		"no hash":       {strings.Replace(good, `"00ff"`, `""`, 1), "hash: it is missing or empty"},
		"no sense":      {strings.Replace(good, `"output":7`, `"output":-7`, 1), "output"},
		"nothing":       {"", "truncated"},
	} {
		if _, err := ParseReplay("f", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", what, err, c.want)
		}
	}
}

func FuzzParseReplay(f *testing.F) {
	b, err := json.Marshal(sampleReplay())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"format":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseReplay("f", b)
		if err != nil {
			return
		}
		out, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseReplay("f", out); err != nil || !cmp.Equal(r, again) {
			t.Errorf("%s does not read back: %v", out, err)
		}
	})
}
