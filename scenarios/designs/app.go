package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
	"github.com/twmb/franz-go/pkg/kgo"
)

// requestTimeout bounds a request to Redis, and how long ZooKeeper is tried; it is ZooKeeper's session time-out, too.
const requestTimeout = 6 * time.Second

// An app is what all approaches are told: where the services are, whose offsets these are, and what a batch is.
//
// A step that was begun is not broken off when the program is told to stop: requests go by a context without that end,
// and approaches look for it between their steps.
type app struct {
	group, topic     string
	brokers          string // host:port,...
	zookeeper, redis string
	hbase            string        // URL of its REST server
	dir              string        // for files
	batch            int64         // most records of one partition in a batch
	concurrent       int           // batches that are worked on at a time
	interval         time.Duration // of looks for new records, once there are none
	start            string        // where a group without offsets begins: earliest, latest, or "" for the approach's own rule
	commitInterval   time.Duration // of stores by a timer
	checkpointTime   time.Duration // that the file system takes for a checkpoint
	results          string        // topic of results
	instance         string        // which of several that run at once
	oldGraph         bool
}

// parse reads the arguments behind the approach's name. It says on errOut what is wrong with them.
func parse(args []string, errOut io.Writer) (*app, error) {
	var a app
	set := flag.NewFlagSet("designs", flag.ContinueOnError)
	set.SetOutput(errOut)
	set.StringVar(&a.group, "group", "", "`group` whose offsets are kept")
	set.StringVar(&a.topic, "topic", "", "`topic` to read")
	set.StringVar(&a.brokers, "brokers", "localhost:9092", "Kafka brokers, `host:port,...`")
	set.StringVar(&a.zookeeper, "zookeeper", "localhost:2181", "ZooKeeper servers, `host:port,...`")
	set.StringVar(&a.redis, "redis", "localhost:6379", "where results go, `host:port`")
	set.StringVar(&a.hbase, "hbase", "", "`URL` of HBase's REST server")
	set.StringVar(&a.dir, "dir", "/", "`directory` for files")
	set.Int64Var(&a.batch, "batch", 5, "most records of one partition in a batch")
	set.IntVar(&a.concurrent, "concurrent", 1, "`batches` that are worked on at a time, where the approach has several")
	set.DurationVar(&a.interval, "interval", time.Second, "pause between two looks for new records, once there are none")
	set.StringVar(&a.start, "start", "", "where a group without offsets begins, `earliest or latest`; default: as the approach has it")
	set.DurationVar(&a.commitInterval, "commit-interval", 25*time.Millisecond, "`time` between two stores by a timer (receiver, autocommit)")
	set.DurationVar(&a.checkpointTime, "checkpoint-time", 200*time.Microsecond, "`time` that the file system takes for a checkpoint, by default half of a batch's (checkpoint)")
	set.StringVar(&a.results, "results", "results", "`topic` that results go to (kafka-transaction)")
	set.StringVar(&a.instance, "instance", "1", "`name` of this instance among several (kafka-transaction)")
	set.BoolVar(&a.oldGraph, "old-graph", false, "run what the checkpoint holds instead of refusing it (checkpoint)")
	if err := set.Parse(args); err != nil {
		return nil, err
	}
	if a.group == "" || a.topic == "" || set.NArg() > 0 || a.concurrent < 1 || a.start != "" && a.start != "earliest" && a.start != "latest" {
		err := fmt.Errorf("want --group and --topic, no further arguments, one batch or more, and a --start that there is; got %q", args)
		fmt.Fprintln(errOut, "designs:", err)
		return nil, err
	}
	return &a, nil
}

// dialKafka returns a client of the brokers. The caller closes it.
func (a *app) dialKafka(options ...kgo.Opt) (*kgo.Client, error) {
	client, err := kgo.NewClient(append(options, kgo.SeedBrokers(strings.Split(a.brokers, ",")...), kgo.DisableClientMetrics())...)
	if err != nil {
		return nil, fmt.Errorf("configure kafka client: %w", err)
	}
	return client, nil
}

// dialZooKeeper opens a session, for which it does not wait. The caller closes it.
func (a *app) dialZooKeeper() (*zk.Conn, error) {
	conn, _, err := zk.Connect(strings.Split(a.zookeeper, ","), requestTimeout, zk.WithLogInfo(false), zk.WithLogger(silent{}))
	if err != nil {
		return nil, fmt.Errorf("connect to zookeeper %s: %w", a.zookeeper, err)
	}
	return conn, nil
}

type silent struct{}

func (silent) Printf(string, ...any) {}

// dialRedis returns a client that sends nothing twice by itself. The caller closes it.
func (a *app) dialRedis() *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr: a.redis, Protocol: 2, MaxRetries: -1, DisableIdentity: true, PoolSize: a.concurrent, PipelinePoolSize: -1,
		DialTimeout: requestTimeout, ReadTimeout: requestTimeout, WriteTimeout: requestTimeout,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
}

// rest waits for the next look for new records, or until the program is told to stop.
func (a *app) rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(a.interval):
	}
}
