package main

import (
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zoocfg"
)

// topicName is what Kafka takes as the name of a topic.
var topicName = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,249}$`)

// check finds flags that cannot be meant.
func (s *serving) check(changed func(flag string) bool) error {
	switch user, hash, _ := strings.Cut(s.superDigest, ":"); {
	case changed("ensemble") && s.ensemble < 1 || s.ensemble > 9:
		return fmt.Errorf("--ensemble %d: from 1 to 9 members", s.ensemble)
	case s.brokers < 1 || s.brokers > 99:
		return fmt.Errorf("--brokers %d: from 1 to 99", s.brokers)
	case s.partitions < 1 || s.partitions > 10000:
		return fmt.Errorf("--partitions %d: from 1 to 10000", s.partitions)
	case changed("jute-maxbuffer") && s.maxBuffer < 1 || s.maxBuffer > math.MaxInt32:
		return fmt.Errorf("--jute-maxbuffer %d: from 1 to %d bytes", s.maxBuffer, math.MaxInt32)
	case s.lag < 0:
		return fmt.Errorf("--lag %v: no member is ahead of its leader", s.lag)
	case s.superDigest != "" && (user == "" || hash == ""):
		return fmt.Errorf("--super-digest %q: want user:hash", s.superDigest)
	}
	for _, topic := range s.topics {
		if !topicName.MatchString(topic) || topic == "." || topic == ".." {
			return fmt.Errorf("--topics: %q is no name of a topic: want letters, digits, dots, - and _", topic)
		}
	}
	return s.checkServices(changed)
}

// checkServices finds flags of services that are not served.
func (s *serving) checkServices(changed func(flag string) bool) error {
	for _, x := range []struct {
		served        bool
		service, flag string
		flags         []string
	}{
		{s.servesZooKeeper(), "ZooKeeper", "zookeeper", []string{"ensemble", "lag", "super-digest", "extended-types", "jute-maxbuffer", "dump"}},
		{s.servesKafka(), "Kafka", "kafka", []string{"brokers", "topics", "partitions"}},
	} {
		for _, flag := range x.flags {
			if !x.served && changed(flag) {
				return fmt.Errorf("--%s: there is no %s; give it an address with --%s", flag, x.service, x.flag)
			}
		}
	}
	return nil
}

// settings are ZooKeeper's, of the configuration file and the flags. An address of the file becomes that of the flag.
func (s *serving) settings(warnings io.Writer) (config zookeeper.Config, err error) {
	if s.file != "" {
		file, err := zoocfg.ReadWithFlags(s.file, os.Getenv("SERVER_JVMFLAGS"))
		if err != nil {
			return config, fmt.Errorf("--zookeeper-config: %w", err)
		}
		for _, line := range file.Ineffective {
			fmt.Fprintln(warnings, "onceover: no effect:", line)
		}
		config = file.Config
		if s.zookeeper == "" {
			s.zookeeper = file.ClientAddress
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
	return config, s.checkAddresses(max(config.Members, 1))
}

// checkAddresses finds addresses that can never be listened on.
func (s *serving) checkAddresses(members int) error {
	for _, a := range []struct {
		flag, at string
		n        int
	}{{"--zookeeper", s.zookeeper, members}, {"--kafka", s.kafka, s.brokers}, {"--redis", s.redis, 1}} {
		if _, _, err := split(a.at, a.n); err != nil {
			return fmt.Errorf("%s %w", a.flag, err)
		}
	}
	return nil
}

// split takes an address apart: the host, 127.0.0.1 if there is none, and the first of n ports, 0 for any.
func split(at string, n int) (host string, port int, err error) {
	if at == "" {
		at = ":0"
	}
	host, text, err := net.SplitHostPort(at)
	port, notNumber := strconv.Atoi(text)
	switch last := port + n - 1; {
	case err != nil || notNumber != nil || port < 0 || port > math.MaxUint16:
		return "", 0, fmt.Errorf("%q: want host:port or :port, with a port from 0 to %d", at, math.MaxUint16)
	case port > 0 && last > math.MaxUint16:
		return "", 0, fmt.Errorf("%q: there are no %d ports from %d on", at, n, port)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return host, port, nil
}
