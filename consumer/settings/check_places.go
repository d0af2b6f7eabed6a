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

// A use is what a setting has a name for, or what is made beside that.
type use struct {
	key, name string
	on        bool
	beside    bool
}

// checkFiles says which files are to be two things at once.
func (s *Settings) checkFiles(c *checker) {
	uses := []use{
		{key: "store.path", name: s.Store.Path, on: s.Store.Kind == "file"},
		{key: "store.guard", name: s.Store.Guard, on: true},
		{key: "migration.to.path", name: s.Migration.To.Path, on: s.Migration.To.Kind == "file"},
		{key: "migration.journal", name: s.Migration.Journal, on: s.Migration.To.Kind != ""},
		{key: "dead_letters.path", name: s.DeadLetters.Path, on: s.DeadLetters.Kind == "file"},
		{key: "sink.path", name: s.Sink.Path, on: strings.HasPrefix(s.Sink.Kind, "file-")},
	}
	for _, u := range uses[:4] { // each is locked by a file, and replaced by another
		for _, end := range []string{".lock", ".next"} {
			uses = append(uses, use{key: u.key, name: u.name + end, on: u.on && u.name != "", beside: true})
		}
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
		{key: "topic", name: s.Topic, on: true},
		{key: "sink.topic", name: s.Sink.Topic, on: transaction || s.Sink.Kind == "kafka"},
		{key: "sink.offsets_topic", name: s.Sink.OffsetsTopic, on: transaction},
		{key: "dead_letters.topic", name: s.DeadLetters.Topic, on: s.DeadLetters.Kind == "kafka"},
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
		if !u.beside {
			first[thing] = u.key
		}
	}
}

// checkZooKeeper says what no ensemble, and no path in it, can be.
func (s *Settings) checkZooKeeper(c *checker) {
	c.found("zookeeper.servers", offsets.CheckServers(s.ZooKeeper.Servers))
	if s.Group != "" {
		c.found("group", offsets.CheckGroup(s.Group))
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
