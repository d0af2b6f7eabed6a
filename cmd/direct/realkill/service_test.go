//go:build realstack

package realkill

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// A sink is where results go.
type sink interface {
	// args are the consumer's flags for it.
	args() []string
	// count is how many results there are, or a number that grows with it: it tells only how a life comes along.
	count(context.Context) (int64, error)
	// results are all that are there.
	results(context.Context) ([]result, error)
}

// A keeper keeps the offsets: a store, or a transactional sink.
type keeper interface {
	// offsets are the next ones to read, of the partitions for which there is one.
	offsets(context.Context) (map[int32]int64, error)
}

// A store is where a sink that is not transactional has its offsets.
type store interface {
	keeper
	args() []string
}

// address is where a real service is. The test is not run without one.
func address(t *testing.T, service string) string {
	t.Helper()
	name := "ONCEOVER_REAL_" + strings.ToUpper(service)
	found := os.Getenv(name)
	if found == "" {
		t.Skipf("not run: %s is not set; scripts/realstack up tells it", name)
	}
	return found
}

// newResult reads what the direct consumer writes. A place that is empty is that of the key and the writer: what stands
// under a key once may be written by several.
func newResult(place, key string, value []byte) (result, error) {
	var text struct {
		Version   string `json:"version"`
		Partition int32  `json:"partition"`
		Offset    int64  `json:"offset"`
	}
	if err := json.Unmarshal(value, &text); err != nil || text.Version == "" {
		return result{}, fmt.Errorf("%s holds %q, which is no result of the direct consumer: %v", key, value, err)
	}
	if place == "" {
		place = key + " by " + text.Version
	}
	return result{place, key, string(value), text.Version, text.Partition, text.Offset}, nil
}

// inOrder sorts results that stand under keys by their records' positions, as nothing else is known of their order.
func inOrder(results []result) []result {
	slices.SortFunc(results, func(a, b result) int {
		return cmp.Or(cmp.Compare(a.partition, b.partition), cmp.Compare(a.offset, b.offset))
	})
	return results
}
