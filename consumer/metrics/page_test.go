package metrics

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

// TestPage holds the page about monitors to the measurements that there are: a row for each.
func TestPage(t *testing.T) {
	registry := prometheus.NewRegistry()
	New(registry, "g", "t")
	all := make(chan *prometheus.Desc, 100)
	registry.Describe(all)
	close(all)
	form := regexp.MustCompile(`fqName: "([^"]*)", help: "([^"]*)".*variableLabels: {([^}]*)}`)
	var want []string
	for desc := range all {
		parts := form.FindStringSubmatch(desc.String())
		if parts == nil {
			t.Fatalf("%s has another form", desc)
		}
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", parts[1], strings.ReplaceAll(parts[3], ",", ", "), parts[2]))
	}
	slices.Sort(want)
	page, err := os.ReadFile("../../docs/monitoring.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "| `direct_") {
			got = append(got, strings.TrimSuffix(line, "\n"))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/monitoring.md (-want +got):\n%s", diff)
	}
}
