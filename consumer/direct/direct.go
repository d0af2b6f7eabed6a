// Package direct is the direct consumer as a program: its flags, its wiring, its exit status. A main package calls Main;
// one that wants another design changes the configuration first.
package direct

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/sinks"
)

// options are the program's flags.
type options struct {
	brokers, zookeeper, redis string
	topic, group              string
	sink, start               string
	perPartition, perBatch    int64
	pollInterval              time.Duration
	sessionTimeout            time.Duration
}

// parse reads the flags, and explains on errOut what is wrong with them.
func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("direct", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.brokers, "brokers", "localhost:9092", "Kafka brokers, `host:port,...`")
	f.StringVar(&o.zookeeper, "zookeeper", "localhost:2181", "ZooKeeper servers, `host:port,...`, and /chroot behind the last")
	f.StringVar(&o.redis, "redis", "localhost:6379", "Redis `host:port`")
	f.StringVar(&o.topic, "topic", "", "`topic` to read")
	f.StringVar(&o.group, "group", "direct", "`group` that the offsets belong to")
	f.StringVar(&o.sink, "sink", "append", "how results are written: append, keyed or transaction")
	f.StringVar(&o.start, "start", "earliest", "where a new group starts: earliest or latest")
	f.Int64Var(&o.perPartition, "max-records-per-partition", 0, "most offsets of a partition in a batch (default 1000)")
	f.Int64Var(&o.perBatch, "max-records-per-batch", 0, "most offsets in a batch (default 10000)")
	f.DurationVar(&o.pollInterval, "poll-interval", 0, "pause when there is nothing to read (default 100ms)")
	f.DurationVar(&o.sessionTimeout, "session-timeout", 6*time.Second, "ZooKeeper session time-out")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if err := o.check(f.Args()); err != nil {
		fmt.Fprintln(errOut, err)
		f.Usage()
		return o, err
	}
	return o, nil
}

// check says what is wrong with the flags' values, or with what is left beside the flags.
func (o options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.topic == "":
		return errors.New("flag -topic is required")
	case o.start != "earliest" && o.start != "latest":
		return fmt.Errorf("flag -start: want earliest or latest, have %q", o.start)
	case o.sink != "append" && o.sink != "keyed" && o.sink != "transaction":
		return fmt.Errorf("flag -sink: want append, keyed or transaction, have %q", o.sink)
	}
	return nil
}

// Main is Run until SIGTERM or an interrupt. A second signal has its usual effect, for whoever will not wait for the
// batch to end.
func Main(args []string, version string, errOut io.Writer, change func(*consumer.Config)) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Run(ctx, args, version, errOut, change)
}

// Run runs the consumer that the arguments describe until the context ends, and returns the exit status: 0 when it was
// told to stop, 1 when it failed and is to be started again, 2 when the arguments are wrong. Each result says which
// version of the program made it. Change, if not nil, has the last word on the configuration.
func Run(ctx context.Context, args []string, version string, errOut io.Writer, change func(*consumer.Config)) int {
	o, err := parse(args, errOut)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := run(ctx, o, version, change); err != nil {
		fmt.Fprintln(errOut, "direct:", err)
		return 1
	}
	return 0
}

// run wires the clients to a consumer and runs it.
func run(ctx context.Context, o options, version string, change func(*consumer.Config)) error {
	store, err := offsets.Dial(o.zookeeper, o.group, o.sessionTimeout)
	if err != nil {
		return err
	}
	defer store.Close()
	kafka, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(o.brokers, ",")...),
		kgo.DisableClientMetrics(),
	)
	if err != nil {
		return fmt.Errorf("configure kafka client: %w", err)
	}
	defer kafka.Close()
	redis := sinks.Connect(o.redis)
	defer redis.Close()

	config := consumer.Config{
		Client:                 kafka,
		Topic:                  o.topic,
		Process:                func(r consumer.Record) ([]byte, error) { return describe(version, r) },
		Store:                  store,
		MaxRecordsPerPartition: o.perPartition,
		MaxRecordsPerBatch:     o.perBatch,
		PollInterval:           o.pollInterval,
	}
	if o.start == "latest" {
		config.Start = consumer.Latest
	}
	switch o.sink {
	case "append":
		config.Sink = sinks.NewAppend(redis)
	case "keyed":
		config.Sink = sinks.NewKeyed(redis)
	case "transaction":
		config.Sink = sinks.NewTransaction(redis, o.group)
	}
	if change != nil {
		change(&config)
	}
	return consumer.Run(ctx, config)
}

// result is what the program makes of a record: its position, its value, and who read it.
type result struct {
	Version   string `json:"version"`
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Offset    int64  `json:"offset"`
	Value     string `json:"value"`
}

// describe is the program's processing step.
func describe(version string, r consumer.Record) ([]byte, error) {
	return json.Marshal(result{
		Version: version, Topic: r.Topic, Partition: r.ID, Offset: r.Offset, Value: string(r.Value),
	})
}
