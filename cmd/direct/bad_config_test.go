package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBadConfig runs with files that are wrong: each mistake is told with its line and key, and nothing is started.
func TestBadConfig(t *testing.T) {
	file := filepath.Join(t.TempDir(), "direct.yaml")
	for name, c := range map[string]struct{ content, says string }{
		"not YAML":       {"topic: [", "direct: FILE: line 1: did not find expected node content"},
		"not UTF-8":      {"topic: \xff\xfe", "direct: FILE: "},
		"no topic":       {"group: g", "direct: --topic: is required"},
		"unknown":        {"topic: t\nstart_at: latest", "direct: FILE:2: start_at: is not known"},
		"twice":          {"topic: t\ntopic: u", "direct: FILE:2: topic: is set twice"},
		"start":          {"topic: t\nstart: newest", "direct: FILE:2: start: want earliest, latest, stored, a time"},
		"negative start": {"topic: t\nstart: 0=-4", "direct: FILE:2: start: want earliest, latest, stored, a time"},
		"server":         {"topic: t\nzookeeper: {servers: \"\"}", "direct: FILE:2: zookeeper.servers: "},
		"group":          {"topic: t\ngroup: a/b", "direct: FILE:2: group: "},
		"digest":         {"topic: t\nzookeeper:\n  digest: user", "direct: FILE:3: zookeeper.digest: "},
		"guard":          {"topic: t\nstore:\n  guard: [a, b]", "direct: FILE:3: store.guard: want a text"},
		"URL":            {"topic: t\nsink:\n  kind: http\n  url: receiver", "direct: FILE:4: sink.url: "},
		"shared, moving": {"topic: t\ninstances:\n  shared: true\nmigration: {journal: j, to: {kind: file, path: o}}", "direct: FILE:3: instances.shared: "},
		"own topic":      {"topic: t\nsink:\n  kind: kafka\n  topic: t", "direct: FILE:4: sink.topic: t is the topic that topic names"},
		"URL of a store": {"topic: t\nstore:\n  kind: hbase\n  url: nonsense\n  table: o", "direct: FILE:4: store.url: "},
		"servers":        {"topic: t\nzookeeper:\n  servers: a:b:c", "direct: FILE:3: zookeeper.servers: "},
		"key's header":   {"topic: t\nsink:\n  http:\n    headers: ['Idempotency-Key: x']", "direct: FILE:4: sink.http.headers: "},
		"database":       {"topic: t\nsink:\n  kind: postgres-keyed\n  url: nonsense", "direct: FILE:4: sink.url: "},
		"authority":      {"topic: t\nkafka:\n  tls:\n    ca: none", "direct: FILE:4: kafka.tls.ca: open none: no such file or directory"},
		"headers' file":  {"topic: t\nsink:\n  kind: http\n  url: http://u\n  http:\n    headers_file: none", "direct: FILE:6: sink.http.headers_file: "},
		"topics":         {"topic: t\nsink:\n  kind: kafka-transaction\n  topic: u\n  offsets_topic: u", "direct: FILE:5: sink.offsets_topic: "},
	} {
		if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, said strings.Builder
		status := run(t.Context(), []string{"run", "--config", file, "--kafka.brokers", "127.0.0.1:1"}, &out, &said)
		if got := strings.ReplaceAll(said.String(), file, "FILE"); status != 2 || !strings.HasPrefix(got, c.says) {
			t.Errorf("%s: exit status %d, said %q, want %q", name, status, got, c.says)
		}
	}
}
