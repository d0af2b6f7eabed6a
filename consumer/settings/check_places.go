package settings

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/sinks"
)

// checkPlaces says what makes no sense about where offsets and results are kept.
func (s *Settings) checkPlaces(c *checker) {
	if s.Store.Kind == "zookeeper" || s.Migration.To.Kind == "zookeeper" {
		s.checkZooKeeper(c)
	}
	to := s.Migration.To
	if to.Kind != "" && to.Kind == s.Store.Kind && to.Kind != "file" && (to.Kind != "hbase" || to.URL == s.Store.URL && to.Table == s.Store.Table) {
		c.mistake("migration.to.kind", "the store is that one already")
	}
	s.checkFiles(c)
	if s.Instances.Shared && (s.Store.Kind != "zookeeper" || s.Migration.To.Kind != "") {
		c.mistake("instances.shared", "instances share a topic by a store of kind zookeeper, without a migration")
	}
	if s.Store.Guard != "" && strings.HasSuffix(s.Sink.Kind, "-transaction") {
		c.mistake("store.guard", "with sink.kind %s the sink's offsets count, and the store only mirrors them", s.Sink.Kind)
	}
	if u, err := url.Parse(s.Sink.URL); s.Sink.Kind == "http" && s.Sink.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		c.mistake("sink.url", "want http://host or https://host, have %q", s.Sink.URL)
	}
	if strings.HasPrefix(s.Sink.Kind, "redis-") && s.Sink.Address != "" {
		c.address("sink.address", s.Sink.Address)
	}
	if err := sinks.CheckKeyHeader(s.Sink.HTTP.KeyHeader); err != nil {
		c.mistake("sink.http.key_header", "%v", err)
	}
	if err := addHeaders(http.Header{}, s.Sink.HTTP.Headers); err != nil {
		c.mistake("sink.http.headers", "%v", err)
	}
	if s.Sink.Kind == "kafka-transaction" && s.Sink.Topic == s.Sink.OffsetsTopic && s.Sink.Topic != "" {
		c.mistake("sink.offsets_topic", "must not be sink.topic")
	}
}

// checkFiles says which files are to be two things at once.
func (s *Settings) checkFiles(c *checker) {
	used := map[string]string{}
	for _, f := range []struct {
		key, path string
		on        bool
	}{
		{"store.path", s.Store.Path, s.Store.Kind == "file"},
		{"store.guard", s.Store.Guard, true},
		{"migration.to.path", s.Migration.To.Path, s.Migration.To.Kind == "file"},
		{"migration.journal", s.Migration.Journal, s.Migration.To.Kind != ""},
		{"dead_letters.path", s.DeadLetters.Path, s.DeadLetters.Kind == "file"},
	} {
		if !f.on || f.path == "" {
			continue
		}
		path, err := filepath.Abs(f.path)
		if err != nil { // there is no working directory to begin with
			path = filepath.Clean(f.path)
		}
		if other := used[path]; other != "" {
			c.mistake(f.key, "%s is the file of %s already", f.path, other)
		}
		used[path] = f.key
	}
}

// checkZooKeeper says what no ensemble, and no path in it, can be.
func (s *Settings) checkZooKeeper(c *checker) {
	if z := s.ZooKeeper.Servers; z == "" || strings.HasPrefix(z, "/") {
		c.mistake("zookeeper.servers", "want host:port,host:port, have %q", z)
	}
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
