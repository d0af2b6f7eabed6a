package settings

import "testing"

// TestAddresses holds the words of what no server can be.
func TestAddresses(t *testing.T) {
	const wantServers = "want host:port,host:port, have "
	for _, c := range []mistaken{
		{"topic: t\nzookeeper: {servers: 'a,b:1,[::1]:2/kafka/x'}", "", nil},
		{"topic: t\nzookeeper:\n  servers: a:b:c", "", []string{"f.yaml:3: zookeeper.servers: " + wantServers + `"a:b:c"`}},
		{"topic: t", "--zookeeper.servers a:x", []string{"--zookeeper.servers: " + wantServers + `"a:x"`}},
		{"topic: t", "--zookeeper.servers a:0", []string{"--zookeeper.servers: " + wantServers + `"a:0"`}},
		{"topic: t", "--zookeeper.servers a:1,", []string{"--zookeeper.servers: " + wantServers + `"a:1,"`}},
		{"topic: t", "--zookeeper.servers /kafka", []string{"--zookeeper.servers: " + wantServers + `"/kafka"`}},
		{"topic: t\nzookeeper: {servers: 'a:1, b:2'}", "", []string{"f.yaml:2: zookeeper.servers: " + wantServers + `"a:1, b:2"`}},
		{"topic: t\nzookeeper: {servers: 'a:b:c'}\nstore: {kind: kafka}", "", nil},
		{"topic: t\nstore:\n  kind: hbase\n  url: nonsense\n  table: a/b", "", []string{
			`f.yaml:4: store.url: want http://host:port or https://host:port, have "nonsense"`, `f.yaml:5: store.table: want the name of a table, have "a/b"`}},
		{"topic: t\nmigration: {to: {kind: hbase, url: 'hbase:8080', table: o}, journal: j}", "", []string{
			`f.yaml:2: migration.to.url: want http://host:port or https://host:port, have "hbase:8080"`}},
		{"topic: t\nsink:\n  kind: postgres-keyed\n  url: postgres://u:secret@h:x/d", "", []string{
			"f.yaml:4: sink.url: configure postgres: cannot parse `postgres://u:xxxxx@h:x/d`: invalid port"}},
		{"topic: t\nsink: {kind: postgres-transaction, url: 'postgres://u@h/d'}", "", nil},
	} {
		c.meet(t)
	}
}

// TestTopics holds a topic to one use.
func TestTopics(t *testing.T) {
	for _, c := range []mistaken{
		{"topic: t\nsink: {kind: kafka, topic: t}", "", []string{"f.yaml:2: sink.topic: t is the topic that topic names"}},
		{"topic: t\nsink: {topic: t, offsets_topic: t}\ndead_letters: {topic: t}", "", nil},
		{"topic: t\nsink: {kind: kafka, topic: u, offsets_topic: u}\ndead_letters: {kind: kafka, topic: v}", "", nil},
		{"topic: t\nsink: {kind: kafka-transaction, topic: u, offsets_topic: t}", "--dead_letters.kind kafka --dead_letters.topic u", []string{
			"f.yaml:2: sink.offsets_topic: t is the topic that topic names", "--dead_letters.topic: u is the topic that sink.topic names"}},
		{"topic: t\nsink: {kind: kafka-transaction, topic: u, offsets_topic: u}", "", []string{"f.yaml:2: sink.offsets_topic: u is the topic that sink.topic names"}},
		{"topic: t\ndead_letters:\n  kind: kafka\n  topic: t", "", []string{"f.yaml:4: dead_letters.topic: t is the topic that topic names"}},
	} {
		c.meet(t)
	}
}

// TestFiles holds the words of files that cannot be read, and of those that nobody reads. None of them is a secret.
func TestFiles(t *testing.T) {
	const missing = "open none: no such file or directory"
	for _, c := range []mistaken{
		{"topic: t\nkafka:\n  tls:\n    ca: none", "", []string{"f.yaml:4: kafka.tls.ca: " + missing}},
		{"topic: t\nkafka: {tls: {ca: f.yaml}}", "", []string{"f.yaml:2: kafka.tls.ca: there is no certificate in f.yaml"}},
		{"topic: t\nkafka:\n  tls:\n    certificate: f.yaml\n    key: none", "", []string{"f.yaml:5: kafka.tls.key: " + missing}},
		{"topic: t\nkafka: {tls: {certificate: none}}", "--kafka.tls.key f.yaml", []string{"f.yaml:2: kafka.tls.certificate: " + missing}},
		{"topic: t\nkafka: {tls: {certificate: f.yaml, key: f.yaml}}", "", []string{
			"f.yaml:2: kafka.tls.certificate: f.yaml with f.yaml: tls: failed to find any PEM data in certificate input"}},
		{"topic: t\nzookeeper: {tls: {ca: none}}", "", []string{"f.yaml:2: zookeeper.tls.ca: " + missing}},
		{"topic: t\nzookeeper: {tls: {ca: none}}\nstore: {kind: kafka}", "", nil},
		{"topic: t\nkafka: {sasl: {mechanism: plain, user: u, password_file: none}}", "", []string{"f.yaml:2: kafka.sasl.password_file: " + missing}},
		{"topic: t\nkafka: {sasl: {mechanism: plain, user: u}}", "--kafka.sasl.password_file /dev/null", []string{
			"--kafka.sasl.password_file: there is no password in /dev/null"}},
		{"topic: t\nsink:\n  kind: http\n  url: http://u\n  http:\n    headers_file: none", "", []string{"f.yaml:6: sink.http.headers_file: " + missing}},
		{"topic: t\nsink: {http: {headers_file: none}}", "", nil},
		{"topic: t\nsink:\n  http:\n    headers: ['idempotency-KEY: secret']", "", []string{
			"f.yaml:4: sink.http.headers: Idempotency-Key is sink.http.key_header, in which each request has its own key"}},
		{"topic: t", "--sink.kind http --sink.url http://u --sink.http.headers_file f.yaml --sink.http.key_header topic", []string{
			"--sink.http.headers_file: Topic is sink.http.key_header, in which each request has its own key"}},
		{"topic: t\nsink: {http: {key_ignored: true, headers: ['Idempotency-Key: a']}}", "", nil},
	} {
		c.meet(t)
	}
}

// TestRedis holds the words of what is set to log in to Redis and would not be used.
func TestRedis(t *testing.T) {
	for _, c := range []mistaken{
		{"topic: t\nsink: {redis: {password: p, database: 3, tls: {enabled: true}}}", "", nil},
		{"topic: t\nsink: {redis: {user: u, password: p}}", "", nil},
		{"topic: t\nsink:\n  redis:\n    user: u\n    database: -1", "", []string{
			"f.yaml:5: sink.redis.database: must not be negative, is -1", "f.yaml:4: sink.redis.user: wants sink.redis.password or sink.redis.password_file, too"}},
		{"topic: t\nsink: {redis: {password: p}}", "--sink.redis.password_file none", []string{
			"--sink.redis.password_file: is not used with sink.redis.password"}},
		{"topic: t\nsink: {redis: {password_file: none, tls: {ca: none}}}", "", []string{
			"f.yaml:2: sink.redis.tls.ca: open none: no such file or directory", "f.yaml:2: sink.redis.password_file: open none: no such file or directory"}},
		{"topic: t\nsink: {kind: kafka, topic: u, redis: {password_file: none, tls: {ca: none}}}", "", nil},
		{"topic: t\nsink: {redis: {tls: {server_name: n}}}", "", []string{
			"f.yaml:2: sink.redis.tls.server_name: is not used without TLS; sink.redis.tls.enabled turns it on"}},
	} {
		c.meet(t)
	}
}
