package settings

import (
	"net/url"
	"regexp"
	"strings"
)

// headerName is what every server takes for the name of a header.
var headerName = regexp.MustCompile("^[0-9A-Za-z_-]+$")

// checkPlaces says what makes no sense about where offsets and results are kept.
func (s *Settings) checkPlaces(c *checker) {
	if s.Store.Kind == "zookeeper" || s.Migration.To.Kind == "zookeeper" {
		s.checkZooKeeper(c)
	}
	if s.Migration.To.Kind == s.Store.Kind && s.Store.Kind != "file" && s.Store.Kind != "hbase" {
		c.mistake("migration.to.kind", "the store is one of that kind already")
	}
	if s.Instances.Shared && (s.Store.Kind != "zookeeper" || s.Migration.To.Kind != "") {
		c.mistake("instances.shared", "instances share a topic by a store of kind zookeeper, without a migration")
	}
	if s.Store.Guard != "" && strings.HasSuffix(s.Sink.Kind, "-transaction") {
		c.mistake("store.guard", "with sink.kind %s the sink's offsets count, and the store only mirrors them", s.Sink.Kind)
	}
	if u, err := url.Parse(s.Sink.URL); s.Sink.Kind == "http" && s.Sink.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		c.mistake("sink.url", "want http://host or https://host, have %q", s.Sink.URL)
	}
	if !headerName.MatchString(s.Sink.HTTP.KeyHeader) {
		c.mistake("sink.http.key_header", "want a header's name, have %q", s.Sink.HTTP.KeyHeader)
	}
	if s.Sink.Kind == "kafka-transaction" && s.Sink.Topic == s.Sink.OffsetsTopic && s.Sink.Topic != "" {
		c.mistake("sink.offsets_topic", "must not be sink.topic")
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
}
