package main

import (
	"net/http"
	"testing"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// FuzzPost posts twice. The second time changes nothing where a key is honoured, and is refused if the body is another.
func FuzzPost(f *testing.F) {
	f.Add("/r", "k", []byte("a"), []byte("a"), true)
	f.Add("/r", "k", []byte("a"), []byte("b"), true)
	f.Add("/r", "", []byte("a"), []byte("a"), true)
	f.Add("/r", "k", []byte("a"), []byte("a"), false)
	f.Fuzz(func(t *testing.T, path, key string, one, two []byte, honour bool) {
		facts := map[string]int{}
		s := newSink(guest.Hooks{Record: func(name, _ string, _ ...trace.Arg) { facts[name]++ }}, honour, "")
		post := func(body []byte) int {
			r, err := http.NewRequest(http.MethodPost, "http://h", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.URL.Path = path
			r.Header.Set("Idempotency-Key", key)
			return s.service("c", r, body).Apply().Status
		}
		first, second := post(one), post(two)
		want := [3]int{http.StatusCreated, 2, 0} // the second status, effects, repeated
		switch keyed := honour && key != ""; {
		case len(path) > maxArg || len(key) > maxArg:
			want = [3]int{http.StatusBadRequest, 0, 0}
		case keyed && string(one) != string(two):
			want = [3]int{http.StatusUnprocessableEntity, 1, 0}
		case keyed:
			want = [3]int{http.StatusCreated, 1, 1}
		}
		if got := [3]int{second, facts["http.effect"], facts["http.repeated"]}; got != want {
			t.Errorf("after %d: %v, want %v", first, got, want)
		}
	})
}
