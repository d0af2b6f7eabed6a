package settings

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// TestMistakes holds the words of everything that can be wrong with a file or a flag.
func TestMistakes(t *testing.T) {
	for _, c := range []mistaken{
		{"topic: t", "", nil},
		{"", "--topic t --batch.max_records 25 --kafka.tls.enabled", nil},
		{"", "", []string{"--topic: is required"}},
		{"topic: t\ngroup:", "", []string{"f.yaml:2: group: want a text"}},
		{"topic: t\ntopic: u", "", []string{"f.yaml:2: topic: is set twice"}},
		{"topic: t\nkafka:\n  broker: [a:1]", "", []string{"f.yaml:3: kafka.broker: is not known; kafka.brokers is"}},
		{"topic: t\ncolour: red", "", []string{"f.yaml:2: colour: is not known"}},
		{"topic: t\nkafka: a:1", "", []string{"f.yaml:2: kafka: want keys with values"}},
		{"topic: t\nbatch:\n  max_records: many\n  interval: 5", "", []string{
			`f.yaml:3: batch.max_records: want a whole number, have "many"`, `f.yaml:4: batch.interval: want a duration, have "5"`}},
		{"topic: [a, b]", "", []string{"f.yaml:1: topic: want a text"}},
		{"topic: t\nsink:\n  kind: sql", "", []string{`f.yaml:3: sink.kind: want one of redis-append, redis-keyed, redis-transaction, file-append, file-atomic, http, kafka, kafka-transaction, postgres-keyed, postgres-transaction; have "sql"`}},
		{"topic: t\nsink: {kind: redis-keyed, address: redis}", "", []string{`f.yaml:2: sink.address: want host:port, have "redis"`}},
		{"topic: t\nstore: {kind: file}", "", []string{"--store.path: is required with store.kind file"}},
		{"topic: t\nrate: {backpressure: true}", "", []string{"--batch.interval: is required where a rate is set"}},
		{"topic: t\nbatch: {interval: 1s}\nrate: {backpressure: true, min: 0, proportional: inf, integral: nan, derivative: -1}", "--rate.max_per_partition NaN", []string{
			"--rate.max_per_partition: must not be negative, is NaN", "f.yaml:3: rate.integral: must not be negative, is NaN",
			"f.yaml:3: rate.derivative: must not be negative, is -1", "f.yaml:3: rate.proportional: must not be more than 4.612e+18, is +Inf",
			"f.yaml:3: rate.min: must be more than 0 with rate.backpressure"}},
		{"topic: t\nbatch: {interval: 1s}\nrate: {min: 0, proportional: inf, initial: inf}", "", nil},
		{"topic: t\nkafka: {isolation: none}", "", []string{`f.yaml:2: kafka.isolation: want one of read_committed, read_uncommitted; have "none"`}},
		{"topic: t\nkafka: {isolation: ''}", "", []string{`f.yaml:2: kafka.isolation: want one of read_committed, read_uncommitted; have ""`}},
		{"topic: t\nstart: yesterday", "", []string{`f.yaml:2: start: want earliest, latest, stored, a time such as 2026-01-02T15:04:05Z, or offsets such as 0=17,1=4; have "yesterday"`}},
		{"topic: t", "--start 0=1,0=2", []string{`--start: want earliest, latest, stored, a time such as 2026-01-02T15:04:05Z, or offsets such as 0=17,1=4; have "0=1,0=2"`}},
		{"topic: t\nkafka: {brokers: [a]}", "", []string{`f.yaml:2: kafka.brokers: want host:port, have "a"`}},
		{"topic: t\nkafka: {sasl: {mechanism: plain, user: u}}", "", []string{"f.yaml:2: kafka.sasl.mechanism: wants a user, and one of password and password_file"}},
		{"topic: t\ncommit: {interval: 1s}", "", []string{"f.yaml:2: commit.interval: wants commit.every above 1, how many batches may wait for it"}},
		{"topic: t\ncommit: {every: -1}", "", []string{"f.yaml:2: commit.every: must not be negative, is -1"}},
		{"topic: t\nsink: {kind: http, url: 'http://u', http: {key_header: 'X Key', timeout: -1s}}", "", []string{
			"f.yaml:2: sink.http.timeout: must not be negative, is -1s", `f.yaml:2: sink.http.key_header: want a header's name, have "X Key"`}},
		{"topic: t\nsink:\n  http:\n    concurrency: 0\n    headers: ['Accept: a', 'secret']", "", []string{
			"f.yaml:4: sink.http.concurrency: must be more than 0", "f.yaml:5: sink.http.headers: number 2: want name: value"}},
		{"topic: t\nsink: {http: {headers: ['X Y: a']}}", "", []string{"f.yaml:2: sink.http.headers: number 1: want a header's name before the colon"}},
		{"topic: t\nsink: {http: {headers: ['host: a']}}", "", []string{"f.yaml:2: sink.http.headers: Host is not for us to send"}},
		{"topic: t\nsink: {http: {headers: [\"X: a\\nY: b\"]}}", "", []string{"f.yaml:2: sink.http.headers: X has a value that no header can have"}},
		{"topic: t\nzookeeper: {acl: [world:anyone:rx], request_max: 2000000}", "", []string{
			`f.yaml:2: zookeeper.acl: rights are letters of cdrwa, have "rx"`, "f.yaml:2: zookeeper.request_max: the client can send 1048576"}},
		{"topic: t\nzookeeper: {acl: [auth::cdrwa]}", "--zookeeper.request_max 0", []string{
			"--zookeeper.request_max: must be more than 0", "f.yaml:2: zookeeper.acl: auth is whoever zookeeper.digest names, and it names nobody"}},
		{"topic: t\nprocess: {require: xml, max_bytes: -1}", "", []string{
			`f.yaml:2: process.require: want one of utf8, json; have "xml"`, "f.yaml:2: process.max_bytes: must not be negative, is -1"}},
		{"topic: t\nsink: {postgres: {overwrite: perhaps}}", "", []string{`f.yaml:2: sink.postgres.overwrite: want a true or false, have "perhaps"`}},
		{"topic: t\nstore: {guard: g}\nsink: {kind: redis-transaction}", "", []string{
			"f.yaml:2: store.guard: with sink.kind redis-transaction the sink's offsets count, and the store only mirrors them"}},
		{"topic: t\nmigration: {to: {guard: g}}", "", []string{"f.yaml:2: migration.to.guard: is not known"}},
		{"topic: t\nsink: {kind: http, url: 'http://u', http: {key_header: host, timeout: 0s}}", "", []string{
			"f.yaml:2: sink.http.timeout: must be more than 0", "f.yaml:2: sink.http.key_header: host is a header of HTTP's own, in which no key would arrive"}},
		{"topic: t\ncommit: {every: 0, interval: 0s}", "--retry.timeout 0s", []string{"f.yaml:2: commit.every: must be more than 0", "--retry.timeout: must be more than 0"}},
		{"topic: t\nkafka:\n  tls:\n    key: k\n    server_name: n\n  sasl: {user: u, password: p}", "", []string{
			"f.yaml:4: kafka.tls.key: wants kafka.tls.certificate, too",
			"f.yaml:5: kafka.tls.server_name: is not used without TLS; kafka.tls.enabled turns it on",
			"f.yaml:6: kafka.sasl.user: is not used without kafka.sasl.mechanism", "f.yaml:6: kafka.sasl.password: is not used without kafka.sasl.mechanism"}},
		{"topic: t\nzookeeper: {tls: {certificate: c}}", "--kafka.sasl.password_file p", []string{
			"f.yaml:2: zookeeper.tls.certificate: wants zookeeper.tls.key, too", "--kafka.sasl.password_file: is not used without kafka.sasl.mechanism"}},
		{"topic: t\nkafka.brokers: [a:1]\nkafka: {brokers: [b:1]}", "", []string{
			"f.yaml:2: kafka.brokers: is not known; the parts of a key are levels, each a line of its own"}},
		{"topic: t\nstore: {kind: file, path: ./o, guard: o}\nmigration: {to: {kind: file, path: o}, journal: x/../o}", "", []string{
			"f.yaml:2: store.guard: o is the file that store.path names", "f.yaml:3: migration.to.path: o is the file that store.guard names",
			"f.yaml:3: migration.journal: x/../o is the file that migration.to.path names"}},
		{"topic: t\nstore: {kind: hbase, url: 'http://h', table: a}\nmigration: {to: {kind: hbase, url: 'http://h', table: a}, journal: j}", "", []string{
			"f.yaml:3: migration.to.kind: the store is that one already"}},
		{"topic: t\nstore: {kind: ''}", "", []string{`f.yaml:2: store.kind: want one of zookeeper, kafka, hbase, file; have ""`}},
		{"topic: t\n---\ntopic: u", "", []string{"f.yaml: there is more than one document in it"}},
		{"topic: [", "", []string{"f.yaml: line 1: did not find expected node content"}},
		{"- topic", "", []string{"f.yaml:1: want keys with values"}},
		{"topic: t\ngroup: \"a\\tb\"", "", []string{`f.yaml:2: group: want a name without slashes and control characters, for a store in ZooKeeper; have "a\tb"`}},
		{"topic: t\nbatch: {concurrent: 2000}", "", []string{"f.yaml:2: batch.concurrent: must not be more than 1000, is 2000"}},
		{"topic: t\nstore: {kind: file, path: o}\nsink: {kind: file-append, path: ./o}", "", []string{"f.yaml:3: sink.path: ./o is the file that store.path names"}},
		{"topic: &a t\ngroup: *a\nkafka: *a", "", []string{
			"f.yaml:2: group: aliases are not read; write here what *a stands for",
			"f.yaml:3: kafka: aliases are not read; write here what *a stands for"}},
		{"topic: t\n&b group: g\n*b : h", "", []string{"f.yaml:3: aliases are not read; write here what *b stands for"}},
		{"topic: t\nbatch: {interval: 10ms}\nrate: {max_per_partition: 5}", "", []string{
			"f.yaml:3: rate.max_per_partition: is less than one record in a batch.interval of 10ms, and no batch has less"}},
		{"topic: t\nstore: {kind: file, path: o}\ndead_letters: {kind: file, path: o.next}", "", []string{
			"f.yaml:2: store.path: o.next is the file that dead_letters.path names"}},
		{"topic: &a t\nkafka: {brokers: [*a]}", "", []string{"f.yaml:2: kafka.brokers: aliases are not read; write here what *a stands for"}},
		{"topic: a/b\nsink: {kind: kafka, topic: ..}", "", []string{
			`f.yaml:1: topic: want up to 249 letters, digits, dots, dashes and underscores, and not a dot or two alone; have "a/b"`,
			`f.yaml:2: sink.topic: want up to 249 letters, digits, dots, dashes and underscores, and not a dot or two alone; have ".."`}},
	} {
		c.meet(t)
	}
}

// mistaken is a file f.yaml and flags, and what is said of them.
type mistaken struct {
	file, flags string
	want        []string
}

func (c mistaken) meet(t *testing.T) {
	t.Helper()
	_, err := load(t, c.file, c.flags)
	var got []string
	if err != nil {
		got = strings.Split(err.Error(), "\n")
	}
	if diff := cmp.Diff(c.want, got); diff != "" {
		t.Errorf("%q with %q:\n%s", c.file, c.flags, diff)
	}
}

// TestDocument reads the example file: it sets what is set anyway.
func TestDocument(t *testing.T) {
	s := &Settings{}
	if err := s.read("example", strings.NewReader(Document()), Source{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), s); diff != "" {
		t.Error(diff)
	}
}

// TestFlagsWin sets the same by a file and by flags.
func TestFlagsWin(t *testing.T) {
	s, err := load(t, "topic: a\nkafka: {brokers: [a:1, b:2]}\nbatch: {poll_interval: 1s}", "--kafka.brokers c:3,d:4")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Topic, want.Kafka.Brokers, want.Batch.PollInterval = "a", []string{"c:3", "d:4"}, time.Second
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
}

// load loads a file with the content, in the directory where the test is, and flags.
func load(t *testing.T, content, flags string) (*Settings, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("f.yaml", []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	AddFlags(set)
	if err := set.Parse(append(strings.Fields(flags), "--config", "f.yaml")); err != nil {
		t.Fatal(err)
	}
	return Load(set)
}

// TestConfigOfNoName refuses --config with nothing, which a variable that is not set makes of it.
func TestConfigOfNoName(t *testing.T) {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	AddFlags(set)
	if err := set.Parse([]string{"--config", "", "--topic", "t"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(set); err == nil || err.Error() != "--config: names no file" {
		t.Errorf("error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Document())
	f.Add("a: &a [*a]")
	f.Add("topic: !!binary aGk=\n? [a]\n: b")
	f.Fuzz(func(t *testing.T, text string) {
		s, from := Default(), Source{}
		if s.read("f", strings.NewReader(text), from) == nil {
			s.Check(from)
		}
	})
}

// TestExample holds docs/direct.yaml to what is set by default.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("../../docs/direct.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Document(), string(text)); diff != "" {
		t.Errorf("go run ./cmd/direct settings > docs/direct.yaml\n%s", diff)
	}
}
