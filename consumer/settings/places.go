package settings

import "time"

// Store is where offsets are kept. A transactional sink keeps them too, and then the store only mirrors them.
type Store struct {
	Place
	Guard string `key:"guard" help:"file of what is known to be stored, by which a store that was put back is found out; empty: none"`
}

// Place is where offsets can be kept.
type Place struct {
	Kind  string `key:"kind" help:"zookeeper, kafka, hbase or file"`
	Path  string `key:"path" help:"the file, for kind file"`
	URL   string `key:"url" help:"the REST interface, for kind hbase"`
	Table string `key:"table" help:"the table, for kind hbase"`
}

// Migration moves the offsets from the store to another. It is on if To has a kind.
type Migration struct {
	To      Place  `key:"to"`
	Journal string `key:"journal" help:"file that keeps how far the offsets are moved; no migration is on without migration.to.kind"`
}

// Sink is where results go.
type Sink struct {
	Kind         string   `key:"kind" help:"redis-append, redis-keyed, redis-transaction, file-append, file-atomic, http, kafka, kafka-transaction, postgres-keyed or postgres-transaction"`
	Address      string   `key:"address" help:"Redis, host:port"`
	Path         string   `key:"path" help:"the directory, for files"`
	URL          string   `key:"url" help:"where to post, for http; the database, for postgres"`
	Topic        string   `key:"topic" help:"the topic to write to, for kafka"`
	OffsetsTopic string   `key:"offsets_topic" help:"the compacted topic that keeps the offsets, for kafka-transaction"`
	Redis        Redis    `key:"redis"`
	HTTP         HTTP     `key:"http"`
	Postgres     Postgres `key:"postgres"`
}

// Redis is how Redis is logged in to. A password without a user is the default user's.
type Redis struct {
	Login
	Database int `key:"database" help:"the number of the database"`
	TLS      TLS `key:"tls"`
}

// HTTP is how results are posted.
type HTTP struct {
	KeyHeader   string        `key:"key_header" help:"the header with the record's identity, by which the receiver knows what it has"`
	KeyIgnored  bool          `key:"key_ignored" help:"the receiver does not know the header: none is sent, nothing is tried again, and a crash repeats results"`
	Timeout     time.Duration `key:"timeout" help:"how long one request with its answer may take"`
	Concurrency int           `key:"concurrency" help:"how many partitions' results are posted at once"`
	Headers     []string      `key:"headers" help:"sent with each request, such as 'Authorization: Bearer token'"`
	HeadersFile string        `key:"headers_file" help:"file with more of them, a line each, for secrets"`
}

// Postgres is how results are kept in a database.
type Postgres struct {
	Overwrite bool `key:"overwrite" help:"replace a result that is there already, for postgres-keyed, as when a new version reads the topic again"`
}

// Process is what becomes of a record.
type Process struct {
	Require   string `key:"require" help:"utf8 or json: a record whose value is neither that nor null cannot be processed; empty: any can"`
	MaxBytes  int    `key:"max_bytes" help:"most bytes of a result, as the sink takes it; a record that makes a larger one cannot be processed; 0: no limit"`
	Timestamp bool   `key:"timestamp" help:"results have their records' timestamps, in milliseconds since 1970"`
}

// DeadLetters is where records go that cannot be processed. Without a kind they end the consumer.
type DeadLetters struct {
	Kind  string `key:"kind" help:"file or kafka; empty: a record that cannot be processed ends the consumer"`
	Path  string `key:"path" help:"the file"`
	Topic string `key:"topic" help:"the topic"`
}
