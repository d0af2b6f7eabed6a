package scenarios

import (
	"fmt"

	"github.com/onceover/onceover/model"
)

// unkeyed posts results to a receiver that does not know idempotency keys: to any receiver a request without one is another one.
var unkeyed = feature{
	name: "sink-http-unkeyed", about: "results posted to a receiver that knows no keys: a life posts none of them twice, not even where an answer is lost",
	load: with(func(w *Workload) { w.Beside = "http" }),
	args: []string{"--sink.kind", "http", "--sink.url", "http://http:8081/results", "--sink.http.key_ignored"},
	ops:  []string{"http.post", "http.post", "zookeeper.multi"}, count: 20,
	errors:  map[string][]string{"http.post": unavailable},
	promise: model.Promise{Guarantee: model.AtLeastOnce, Unordered: true}, effect: model.HTTPEffect, inspect: inspectUnkeyed,
}

// inspectUnkeyed wants no request with a key, or net/http would send it again by itself, and nothing from the same life twice:
// only what comes after its end may repeat results.
func inspectUnkeyed(h *model.History, _ model.Verdict) (notes []string) {
	posted := map[[2]string]bool{}
	for _, e := range h.Events {
		f, ok := model.HTTPEffect(e)
		if !ok {
			continue
		}
		if e.Str("field") != "" {
			notes = append(notes, fmt.Sprintf("%s posted with the key %s (step %d)", f.Client, e.Str("field"), e.Seq))
		}
		by := [2]string{f.Client, f.Value}
		if posted[by] {
			notes = append(notes, fmt.Sprintf("%s posted twice: %s (step %d)", f.Client, f.Value, e.Seq))
		}
		posted[by] = true
	}
	return notes
}
