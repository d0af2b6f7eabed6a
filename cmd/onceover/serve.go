package main

import (
	"time"

	"github.com/spf13/cobra"
)

// serving is what serve is told by its flags.
type serving struct {
	zookeeper, kafka, redis string
	ensemble                int // 0 is as many as the configuration has
	lag                     time.Duration
	file                    string // zoo.cfg
	superDigest             string
	extendedTypes           bool
	maxBuffer               int // 0 is what the configuration says
	brokers, partitions     int
	topics                  []string
	dump                    string
}

func newServeCommand() *cobra.Command {
	var s serving
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve ZooKeeper, Kafka and Redis from memory, for any language's client",
		Long: `Serve puts the ZooKeeper, the Kafka and the Redis of the simulated worlds on loopback ports, until it is interrupted.
Each line that it prints is a service and its address. All are lost when it ends, unless --dump keeps the znodes.

Without an address all three are served, on ports that are free. With addresses, only those services are, and ZooKeeper
if it has a configuration. The host of an address is 127.0.0.1 unless it is given; port 0 is any free one.

A configuration may be that of a whole ensemble: all its members are served. As zkServer.sh does, serve takes what
ZooKeeper does not look for in the file, such as -Dreadonlymode.enabled=true, from SERVER_JVMFLAGS.`,
		Example: `  onceover serve
  onceover serve --zookeeper :2181 --ensemble 3 --dump tree.json
  onceover serve --zookeeper :2181 --zookeeper-config /etc/zookeeper/conf/zoo.cfg
  onceover serve --kafka :9092 --topics orders,payments --partitions 4 --redis :6379`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return s.run(c) },
	}
	f := c.Flags()
	f.StringVar(&s.zookeeper, "zookeeper", "", "`address` of ZooKeeper; of the first member, the others take the ports behind it")
	f.StringVar(&s.kafka, "kafka", "", "`address` of Kafka; of the first broker, the others take the ports behind it")
	f.StringVar(&s.redis, "redis", "", "`address` of Redis")
	f.IntVar(&s.ensemble, "ensemble", 0, "`members` of the ZooKeeper ensemble (default 1, or what the configuration says)")
	f.DurationVar(&s.lag, "lag", 5*time.Millisecond, "by which a member of an ensemble is behind its leader at most")
	f.StringVar(&s.file, "zookeeper-config", "", "zoo.cfg, a `file` to take ZooKeeper's settings from")
	f.StringVar(&s.superDigest, "super-digest", "", "`user:hash` of ZooKeeper's super user; the hash is base64 of the SHA-1 of user:password")
	f.BoolVar(&s.extendedTypes, "extended-types", false, "allow znodes with a time to live")
	f.IntVar(&s.maxBuffer, "jute-maxbuffer", 0, "`bytes` of the largest ZooKeeper request (default 1048575)")
	f.IntVar(&s.brokers, "brokers", 1, "brokers of Kafka")
	f.StringSliceVar(&s.topics, "topics", nil, "Kafka `topics` to create, by commas; others are created when they are asked for")
	f.IntVar(&s.partitions, "partitions", 1, "partitions of each topic, also of those created later")
	f.StringVar(&s.dump, "dump", "", "`file` to write ZooKeeper's znodes to when it ends, as JSON")
	return c
}

// run serves until the command is interrupted, which is how it is meant to end.
func (s *serving) run(c *cobra.Command) error {
	if err := s.check(c.Flags().Changed); err != nil {
		return usage(err)
	}
	config, err := s.settings(c.ErrOrStderr())
	if err != nil {
		return usage(err)
	}
	services := &services{ended: make(chan error, 1)}
	defer services.close()
	if err := s.start(services, config); err != nil {
		return harness(err)
	}
	if err := services.print(c.OutOrStdout()); err != nil {
		return harnessIf(err, "print the addresses")
	}
	select {
	case <-c.Context().Done():
		return services.dump()
	case err := <-services.ended:
		return harness(err)
	}
}

// A service is served if it has an address, or no service has one.
func (s *serving) servesZooKeeper() bool { return s.file != "" || s.serves(s.zookeeper) }
func (s *serving) servesKafka() bool     { return s.serves(s.kafka) }
func (s *serving) servesRedis() bool     { return s.serves(s.redis) }

func (s *serving) serves(address string) bool {
	return address != "" || s.zookeeper+s.kafka+s.redis == ""
}
