package settings

import "time"

// Settings are all that can be set. A field's key is its name in the file; its help is what --help and the example file
// say of it.
type Settings struct {
	Topic       string      `key:"topic" help:"the topic to read"`
	Group       string      `key:"group" help:"the group that the offsets belong to"`
	Start       string      `key:"start" help:"where a new group starts: earliest, latest, stored (nowhere else), a time such as 2026-01-02T15:04:05Z, or offsets by partition such as 0=17,1=4"`
	OnLoss      string      `key:"on_loss" help:"what to do when the log no longer has the next records: fail, or resume behind them and report them"`
	Kafka       Kafka       `key:"kafka"`
	ZooKeeper   ZooKeeper   `key:"zookeeper"`
	Store       Store       `key:"store"`
	Migration   Migration   `key:"migration"`
	Sink        Sink        `key:"sink"`
	Process     Process     `key:"process"`
	Batch       Batch       `key:"batch"`
	Rate        Rate        `key:"rate"`
	Commit      Commit      `key:"commit"`
	Retry       Retry       `key:"retry"`
	DeadLetters DeadLetters `key:"dead_letters"`
	Instances   Instances   `key:"instances"`
	Metrics     Metrics     `key:"metrics"`
	Log         Log         `key:"log"`
}

// Kafka is how brokers are reached.
type Kafka struct {
	Brokers   []string      `key:"brokers" help:"brokers to begin with, host:port; embedded: one in this process, whose topic gets a record every tenth of a second"`
	Discovery time.Duration `key:"discovery" help:"how often the topic is asked for new partitions"`
	Isolation string        `key:"isolation" help:"read_committed: up to the first open transaction, and no records that were aborted; read_uncommitted: up to the high watermark, these records too"`
	TLS       TLS           `key:"tls"`
	SASL      SASL          `key:"sasl"`
}

// ZooKeeper is how an ensemble is reached.
type ZooKeeper struct {
	Servers        string        `key:"servers" help:"servers, host:port,..., and a path behind the last one if the group is to lie below it; embedded: one in this process"`
	SessionTimeout time.Duration `key:"session_timeout" help:"session time-out, and how long an operation goes on trying"`
	Digest         string        `key:"digest" help:"user:password; what the consumer writes is then open to that user alone"`
	ACL            []string      `key:"acl" help:"what the consumer's znodes are created with, entries as zkCli.sh has them, such as world:anyone:r or auth::cdrwa; empty: open to everybody, or as digest says"`
	RequestMax     int           `key:"request_max" help:"most bytes of a request or its answer, less than the servers' jute.maxbuffer; a batch that takes more is stored by several"`
	TLS            TLS           `key:"tls"`
}

const embedded = "embedded"

// Embedded reports whether the program is to be its own broker.
func (k *Kafka) Embedded() bool { return len(k.Brokers) == 1 && k.Brokers[0] == embedded }

// Embedded reports whether the program is to be its own ensemble.
func (z *ZooKeeper) Embedded() bool { return z.Servers == embedded }

// Batch is what a batch is made of.
type Batch struct {
	Interval               time.Duration `key:"interval" help:"from the start of one batch to that of the next; 0: as soon as there is something to read"`
	MaxRecords             int64         `key:"max_records" help:"most offsets in a batch"`
	MaxRecordsPerPartition int64         `key:"max_records_per_partition" help:"most offsets of a partition in a batch"`
	MinRecordsPerPartition int64         `key:"min_records_per_partition" help:"fewest, of a partition that has as many, whatever its rate"`
	PollInterval           time.Duration `key:"poll_interval" help:"pause when there is nothing to read"`
	Concurrent             int           `key:"concurrent" help:"how many batches are processed at once, in no order to each other; with a sink whose kind ends in -transaction one, whatever is set"`
	MaxAttempts            int           `key:"max_attempts" help:"how often a record is processed before it counts as poison"`
}

// Rate is how fast records are read; it needs a batch interval.
type Rate struct {
	MaxPerPartition float64 `key:"max_per_partition" help:"most records per second of a partition; 0: no limit"`
	Initial         float64 `key:"initial" help:"records per second of all partitions until there is an estimate, which without backpressure there never is"`
	Backpressure    bool    `key:"backpressure" help:"estimate the rate that can be borne from the time that batches take"`
	Proportional    float64 `key:"proportional" help:"the estimator's P"`
	Integral        float64 `key:"integral" help:"the estimator's I"`
	Derivative      float64 `key:"derivative" help:"the estimator's D"`
	Min             float64 `key:"min" help:"the least that it estimates, in records per second"`
}

// Commit is when offsets are stored.
type Commit struct {
	Every          int           `key:"every" help:"how many batches are stored at once"`
	Interval       time.Duration `key:"interval" help:"how long the first of them may wait for the others; 0: for as long as batches come"`
	MaxUncommitted int           `key:"max_uncommitted" help:"most batches that may be written and not stored, which a crash repeats; 0: as many as are needed"`
	DrainTimeout   time.Duration `key:"drain_timeout" help:"how long batches may take to end once the consumer is told to stop, or to give partitions back"`
}

// Retry is how brokers are asked again after an error.
type Retry struct {
	Backoff time.Duration `key:"backoff" help:"first pause, which doubles up to 5 s"`
	Timeout time.Duration `key:"timeout" help:"how long, with nothing gained; then the consumer ends"`
}

// Instances is whether several consumers share the topic.
type Instances struct {
	Shared   bool   `key:"shared" help:"share the partitions with other instances of the group, by ZooKeeper"`
	Assignor string `key:"assignor" help:"how they are divided: range, roundrobin or sticky"`
}

// Metrics is where measurements can be read.
type Metrics struct {
	Listen     string        `key:"listen" help:"host:port of /metrics and /health; empty: none"`
	StuckAfter time.Duration `key:"stuck_after" help:"how long a batch that was read may wait without any offsets being stored before /health answers 503; 0: for ever"`
}

// Log is what is said on standard error.
type Log struct {
	Level  string `key:"level" help:"debug, info, warn or error"`
	Format string `key:"format" help:"text or json"`
}

// Default returns what is set where nothing is said. Topic, and what a kind of store or sink needs, have no default.
func Default() *Settings {
	return &Settings{
		Group: "direct", Start: "earliest", OnLoss: "fail",
		Kafka:     Kafka{Brokers: []string{"localhost:9092"}, Discovery: 10 * time.Second, Isolation: "read_committed"},
		ZooKeeper: ZooKeeper{Servers: "localhost:2181", SessionTimeout: 6 * time.Second, RequestMax: 900_000},
		Store:     Store{Place: Place{Kind: "zookeeper"}},
		Sink: Sink{
			Kind: "redis-append", Address: "localhost:6379", HTTP: HTTP{KeyHeader: "Idempotency-Key", Timeout: 5 * time.Second, Concurrency: 8},
		},
		Batch: Batch{
			MaxRecords: 10_000, MaxRecordsPerPartition: 1_000, PollInterval: 100 * time.Millisecond, Concurrent: 1, MaxAttempts: 1,
		},
		Rate:      Rate{Proportional: 1, Integral: 0.2, Min: 100},
		Commit:    Commit{Every: 1, DrainTimeout: 30 * time.Second},
		Retry:     Retry{Backoff: 200 * time.Millisecond, Timeout: 30 * time.Second},
		Instances: Instances{Assignor: "range"},
		Log:       Log{Level: "info", Format: "text"},
	}
}
