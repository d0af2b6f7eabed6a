package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zoocfg"
)

// serving is what serve is told by its flags.
type serving struct {
	zookeeper, kafka, redis string
	named                   bool // one of the three addresses is given, and only those are served
	ensemble                int
	lag                     time.Duration
	file                    string // zoo.cfg
	superDigest             string
	extendedTypes           bool
	maxBuffer               int
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

Without an address all three are served, on ports that are free. With addresses, only those services are. The host of an
address is 127.0.0.1 unless it is given; port 0 is any free one.`,
		Example: `  onceover serve
  onceover serve --zookeeper :2181 --ensemble 3 --dump tree.json
  onceover serve --zookeeper :2181 --zookeeper-config /etc/zookeeper/conf/zoo.cfg
  onceover serve --kafka :9092 --topics orders,payments --partitions 4 --redis :6379`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, name := range []string{"zookeeper", "kafka", "redis"} {
				s.named = s.named || c.Flags().Changed(name)
			}
			return s.run(c)
		},
	}
	f := c.Flags()
	f.StringVar(&s.zookeeper, "zookeeper", "", "address of ZooKeeper; of the first member, the others take the ports behind it")
	f.StringVar(&s.kafka, "kafka", "", "address of Kafka; of the first broker, the others take the ports behind it")
	f.StringVar(&s.redis, "redis", "", "address of Redis")
	f.IntVar(&s.ensemble, "ensemble", 0, "members of the ZooKeeper ensemble (default 1, or what the configuration says)")
	f.DurationVar(&s.lag, "lag", 5*time.Millisecond, "by which a member of an ensemble is behind its leader at most")
	f.StringVar(&s.file, "zookeeper-config", "", "zoo.cfg to take ZooKeeper's settings from")
	f.StringVar(&s.superDigest, "super-digest", "", "user:hash of ZooKeeper's super user")
	f.BoolVar(&s.extendedTypes, "extended-types", false, "allow znodes with a time to live")
	f.IntVar(&s.maxBuffer, "jute-maxbuffer", 0, "bytes of the largest ZooKeeper request (default 1048575)")
	f.IntVar(&s.brokers, "brokers", 1, "brokers of Kafka")
	f.StringSliceVar(&s.topics, "topics", nil, "Kafka topics to create; others are created when they are asked for")
	f.IntVar(&s.partitions, "partitions", 1, "partitions of each topic")
	f.StringVar(&s.dump, "dump", "", "file to write ZooKeeper's znodes to when it ends, as JSON")
	return c
}

// run serves until the command is interrupted, which is how it is meant to end.
func (s *serving) run(c *cobra.Command) error {
	config, address, err := s.settings(c.ErrOrStderr())
	if err != nil {
		return usage(err)
	}
	services := &services{ended: make(chan error, 1)}
	defer services.close()
	if err := s.start(services, config, address); err != nil {
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

// settings are ZooKeeper's, of the configuration file and the flags, and the address that the file names.
func (s *serving) settings(warnings io.Writer) (zookeeper.Config, string, error) {
	var config zookeeper.Config
	address := s.zookeeper
	switch {
	case s.ensemble < 0 || s.ensemble > 9:
		return config, "", fmt.Errorf("--ensemble %d: from 1 to 9 members", s.ensemble)
	case s.brokers < 1 || s.brokers > 99:
		return config, "", fmt.Errorf("--brokers %d: from 1 to 99", s.brokers)
	case s.partitions < 1:
		return config, "", fmt.Errorf("--partitions %d: at least one", s.partitions)
	case s.maxBuffer < 0:
		return config, "", fmt.Errorf("--jute-maxbuffer %d: a number of bytes", s.maxBuffer)
	case s.lag < 0:
		return config, "", fmt.Errorf("--lag %v: no member is ahead of its leader", s.lag)
	}
	if s.file != "" {
		file, err := zoocfg.Read(s.file)
		if err != nil {
			return config, "", fmt.Errorf("--zookeeper-config: %w", err)
		}
		for _, line := range file.Ineffective {
			fmt.Fprintln(warnings, "onceover: this does nothing there:", line)
		}
		config = file.Config
		if address == "" {
			address = file.ClientAddress
		}
	}
	if s.ensemble > 0 {
		config.Members = s.ensemble
	}
	if s.superDigest != "" {
		config.SuperDigest = s.superDigest
	}
	if s.maxBuffer > 0 {
		config.MaxFrame = s.maxBuffer
	}
	config.ExtendedTypes = config.ExtendedTypes || s.extendedTypes
	config.Lag = s.lag
	return config, address, s.checkAddresses(address, max(config.Members, 1))
}

// checkAddresses finds addresses that can never be listened on.
func (s *serving) checkAddresses(zookeeper string, members int) error {
	for _, a := range []struct {
		flag, at string
		n        int
	}{{"--zookeeper", zookeeper, members}, {"--kafka", s.kafka, s.brokers}, {"--redis", s.redis, 1}} {
		if _, _, err := split(a.at, a.n); err != nil {
			return fmt.Errorf("%s: %w", a.flag, err)
		}
	}
	if s.dump != "" && s.named && s.zookeeper == "" && s.file == "" {
		return errors.New("--dump: there is no ZooKeeper to dump; give it an address with --zookeeper")
	}
	return nil
}

// print writes a line for each address, which scripts can read.
func (s *services) print(out io.Writer) error {
	for _, a := range s.addresses {
		if _, err := fmt.Fprintf(out, "%-9s %s\n", a.service, a.address); err != nil {
			return err
		}
	}
	return nil
}
