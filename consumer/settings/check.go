package settings

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// choices are the values that a key may have.
var choices = map[string][]string{
	"on_loss":              {"fail", "resume"},
	"kafka.isolation":      {"read_committed", "read_uncommitted"},
	"kafka.sasl.mechanism": {"", "plain", "scram-sha-256", "scram-sha-512"},
	"migration.to.kind":    {"", "zookeeper", "kafka", "hbase", "file"},
	"store.kind":           {"zookeeper", "kafka", "hbase", "file"},
	"sink.kind": {"redis-append", "redis-keyed", "redis-transaction", "file-append", "file-atomic", "http", "kafka",
		"kafka-transaction", "postgres-keyed", "postgres-transaction"},
	"process.require":    {"", "utf8", "json"},
	"dead_letters.kind":  {"", "file", "kafka"},
	"instances.assignor": {"range", "roundrobin", "sticky"},
	"log.level":          {"debug", "info", "warn", "error"},
	"log.format":         {"text", "json"},
}

// needs are the keys that a value of another key asks for.
var needs = map[string][]string{
	"store.kind=hbase":               {"store.url", "store.table"},
	"store.kind=file":                {"store.path"},
	"migration.to.kind=zookeeper":    {"migration.journal"},
	"migration.to.kind=kafka":        {"migration.journal"},
	"migration.to.kind=hbase":        {"migration.journal", "migration.to.url", "migration.to.table"},
	"migration.to.kind=file":         {"migration.journal", "migration.to.path"},
	"sink.kind=redis-append":         {"sink.address"},
	"sink.kind=redis-keyed":          {"sink.address"},
	"sink.kind=redis-transaction":    {"sink.address"},
	"sink.kind=file-append":          {"sink.path"},
	"sink.kind=file-atomic":          {"sink.path"},
	"sink.kind=http":                 {"sink.url"},
	"sink.kind=kafka":                {"sink.topic"},
	"sink.kind=kafka-transaction":    {"sink.topic", "sink.offsets_topic"},
	"sink.kind=postgres-keyed":       {"sink.url"},
	"sink.kind=postgres-transaction": {"sink.url"},
	"dead_letters.kind=file":         {"dead_letters.path"},
	"dead_letters.kind=kafka":        {"dead_letters.topic"},
}

// positive are the numbers that cannot be 0: the library takes 0 for its default, which is not what was asked for.
var positive = []string{
	"kafka.discovery", "zookeeper.session_timeout", "zookeeper.request_max", "sink.http.timeout", "sink.http.concurrency", "batch.max_records", "batch.max_records_per_partition",
	"batch.poll_interval", "batch.concurrent", "batch.max_attempts", "commit.every", "commit.drain_timeout", "retry.backoff", "retry.timeout",
}

// most is what a number may be: each of that many has a connection or a goroutine.
var most = map[string]int{"batch.concurrent": 1_000, "sink.http.concurrency": 10_000}

// Check says all that makes no sense. From is where the keys were set.
func (s *Settings) Check(from Source) error {
	c := checker{from: from, values: map[string]field{}}
	all := fields("", reflect.ValueOf(s).Elem())
	for _, f := range all {
		c.values[f.key] = f
	}
	for _, f := range all {
		c.field(f)
	}
	for _, key := range []string{"topic", "group", "kafka.brokers"} {
		if c.values[key].text() == "" {
			c.mistake(key, "is required")
		}
	}
	if _, err := s.StartPolicy(); err != nil {
		c.mistake("start", "%v", err)
	}
	s.checkRate(&c)
	for _, broker := range s.Kafka.Brokers {
		if !s.Kafka.Embedded() {
			c.address("kafka.brokers", broker)
		}
	}
	s.checkPlaces(&c)
	if s.Metrics.Listen != "" {
		c.address("metrics.listen", s.Metrics.Listen)
	}
	if s.Commit.Interval > 0 && s.Commit.Every <= 1 {
		c.mistake("commit.interval", "wants commit.every above 1, how many batches may wait for it")
	}
	s.checkAccess(&c)
	return errors.Join(c.mistakes...)
}

type checker struct {
	from     Source
	values   map[string]field
	mistakes []error
}

func (c *checker) mistake(key, format string, args ...any) {
	where := cmp.Or(c.from[key], "--"+key)
	if where == "--"+key {
		c.mistakes = append(c.mistakes, &Mistake{Where: where, What: fmt.Sprintf(format, args...)})
		return
	}
	c.mistakes = append(c.mistakes, &Mistake{where, key, fmt.Sprintf(format, args...)})
}

// found adds what an error says of a key, if there is one; a Mistake names the key below it that is meant.
func (c *checker) found(key string, err error) {
	if m, ok := errors.AsType[*Mistake](err); ok {
		c.mistake(m.Key, "%s", m.What)
		return
	}
	if err != nil {
		c.mistake(key, "%v", err)
	}
}

// field holds one value to what its kind and its choices allow.
func (c *checker) field(f field) {
	if allowed, ok := choices[f.key]; ok && !slices.Contains(allowed, f.text()) {
		c.mistake(f.key, "want one of %s; have %q", strings.TrimPrefix(strings.Join(allowed, ", "), ", "), f.text())
	}
	for _, other := range needs[f.key+"="+f.text()] {
		if c.values[other].text() == "" {
			c.mistake(other, "is required with %s %s", f.key, f.text())
		}
	}
	negative := false
	switch v := f.value.Interface().(type) {
	case time.Duration:
		negative = v < 0
	case int:
		negative = v < 0
		if limit := most[f.key]; limit > 0 && v > limit {
			c.mistake(f.key, "must not be more than %d, is %d", limit, v)
		}
	case int64:
		negative = v < 0
	case float64:
		negative = !(v >= 0)
	}
	if f.value.IsZero() && slices.Contains(positive, f.key) {
		c.mistake(f.key, "must be more than 0")
	}
	if negative {
		c.mistake(f.key, "must not be negative, is %s", f.text())
	}
}

func (c *checker) address(key, text string) {
	_, port, err := net.SplitHostPort(text)
	if n, perr := strconv.ParseUint(port, 10, 16); err != nil || perr != nil || n > 65535 {
		c.mistake(key, "want host:port, have %q", text)
	}
}

// Choices returns the values that a key may have, in the order of its help; nil if it may have any.
func Choices(key string) []string { return slices.Clone(choices[key]) }
