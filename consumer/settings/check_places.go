package settings

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/sinks"
)

// checkPlaces says what makes no sense about where offsets and results are kept.
func (s *Settings) checkPlaces(c *checker) {
	if s.inZooKeeper() {
		s.checkZooKeeper(c)
	}
	to := s.Migration.To
	c.place("store", s.Store.Place)
	c.place("migration.to", to)
	if to.Kind != "" && to.Kind == s.Store.Kind && to.Kind != "file" && (to.Kind != "hbase" || to.URL == s.Store.URL && to.Table == s.Store.Table) {
		c.mistake("migration.to.kind", "the store is that one already")
	}
	s.checkFiles(c)
	s.checkTopics(c)
	s.checkSink(c)
	if s.Instances.Shared && (s.Store.Kind != "zookeeper" || s.Migration.To.Kind != "") {
		c.mistake("instances.shared", "instances share a topic by a store of kind zookeeper, without a migration")
	}
	if s.Store.Guard != "" && strings.HasSuffix(s.Sink.Kind, "-transaction") {
		c.mistake("store.guard", "with sink.kind %s the sink's offsets count, and the store only mirrors them", s.Sink.Kind)
	}
}

// inZooKeeper reports whether an ensemble is used.
func (s *Settings) inZooKeeper() bool {
	return s.Store.Kind == "zookeeper" || s.Migration.To.Kind == "zookeeper"
}

// place says what no server or table can be.
func (c *checker) place(key string, p Place) {
	if p.Kind == "hbase" && p.URL != "" {
		c.found(key+".url", offsets.CheckHBaseURL(p.URL))
	}
	if p.Kind == "hbase" && p.Table != "" {
		c.found(key+".table", offsets.CheckHBaseTable(p.Table))
	}
}

// checkSink says where no results can go.
func (s *Settings) checkSink(c *checker) {
	if u, err := url.Parse(s.Sink.URL); s.Sink.Kind == "http" && s.Sink.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		have := "" // what cannot be read may have a password in it
		if err == nil {
			have = fmt.Sprintf(", have %q", u.Redacted())
		}
		c.mistake("sink.url", "want http://host or https://host%s", have)
	}
	if strings.HasPrefix(s.Sink.Kind, "redis-") && s.Sink.Address != "" {
		c.address("sink.address", s.Sink.Address)
	}
	if strings.HasPrefix(s.Sink.Kind, "postgres-") && s.Sink.URL != "" {
		c.found("sink.url", checkPostgres(s.Sink.URL))
	}
	c.found("sink.http.key_header", sinks.CheckKeyHeader(s.Sink.HTTP.KeyHeader))
	posted := s.Sink.HTTP
	if s.Sink.Kind != "http" { // nobody reads the file
		posted.HeadersFile = ""
	}
	_, err := posted.Header()
	c.found("sink.http", err)
}

// A use is what a setting has a name for.
type use struct {
	key, name string
	on        bool
}

// checkFiles says which files are to be two things at once.
func (s *Settings) checkFiles(c *checker) {
	uses := []use{
		{"store.path", s.Store.Path, s.Store.Kind == "file"},
		{"store.guard", s.Store.Guard, true},
		{"migration.to.path", s.Migration.To.Path, s.Migration.To.Kind == "file"},
		{"migration.journal", s.Migration.Journal, s.Migration.To.Kind != ""},
		{"dead_letters.path", s.DeadLetters.Path, s.DeadLetters.Kind == "file"},
	}
	c.distinct("file", uses, func(path string) string {
		if absolute, err := filepath.Abs(path); err == nil {
			return absolute
		}
		return filepath.Clean(path) // there is no working directory to begin with
	})
}

// topicName is what brokers take for a topic's name, but for . and .., by Kafka's class Topic.
var topicName = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,249}$`)

// checkTopics says which topics no broker can have, and which are to be two things at once: whoever writes to what it reads
// never comes to an end.
func (s *Settings) checkTopics(c *checker) {
	transaction := s.Sink.Kind == "kafka-transaction"
	topics := []use{
		{"topic", s.Topic, true},
		{"sink.topic", s.Sink.Topic, transaction || s.Sink.Kind == "kafka"},
		{"sink.offsets_topic", s.Sink.OffsetsTopic, transaction},
		{"dead_letters.topic", s.DeadLetters.Topic, s.DeadLetters.Kind == "kafka"},
	}
	for _, t := range topics {
		if t.on && t.name != "" && (!topicName.MatchString(t.name) || t.name == "." || t.name == "..") {
			c.mistake(t.key, "want up to 249 letters, digits, dots, dashes and underscores, and not a dot or two alone; have %q", t.name)
		}
	}
	c.distinct("topic", topics, func(name string) string { return name })
}

// distinct says which uses have the same thing, by what its name stands for.
func (c *checker) distinct(what string, uses []use, of func(name string) string) {
	first := map[string]string{}
	for _, u := range uses {
		if !u.on || u.name == "" {
			continue
		}
		thing := of(u.name)
		if other := first[thing]; other != "" {
			c.mistake(u.key, "%s is the %s that %s names", u.name, what, other)
		}
		first[thing] = u.key
	}
}

// checkZooKeeper says what no ensemble, and no path in it, can be.
func (s *Settings) checkZooKeeper(c *checker) {
	c.found("zookeeper.servers", offsets.CheckServers(s.ZooKeeper.Servers))
	if s.Group == "." || s.Group == ".." || strings.Contains(s.Group, "/") {
		c.mistake("group", "want a name without a slash, for a store in ZooKeeper; have %q", s.Group)
	}
	if user, password, _ := strings.Cut(s.ZooKeeper.Digest, ":"); s.ZooKeeper.Digest != "" && (user == "" || password == "") {
		c.mistake("zookeeper.digest", "want user:password")
	}
	acl, err := offsets.ParseACL(s.ZooKeeper.ACL)
	if err != nil {
		c.mistake("zookeeper.acl", "%v", err)
	}
	for _, entry := range acl {
		if entry.Scheme == "auth" && s.ZooKeeper.Digest == "" {
			c.mistake("zookeeper.acl", "auth is whoever zookeeper.digest names, and it names nobody")
		}
	}
	if most := offsets.RequestLimit; s.ZooKeeper.RequestMax > most {
		c.mistake("zookeeper.request_max", "the client can send %d", most)
	}
}
