package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"

	"github.com/alicebob/miniredis/v2"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/onceover/onceover/sim/zookeeper"
)

// services are what serve has started.
type services struct {
	addresses []address
	closers   []func()
	ended     chan error   // a service that ended by itself
	dump      func() error // what is to be written when all is over
}

type address struct{ service, address string }

func (s *services) close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
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

// start starts the services that are asked for; those that run are in to even if one fails.
func (s *serving) start(to *services, config zookeeper.Config) error {
	to.dump = func() error { return nil }
	if s.servesZooKeeper() {
		if err := to.startZooKeeper(config, s.zookeeper, s.dump); err != nil {
			return err
		}
	}
	if s.servesKafka() {
		if err := to.startKafka(s); err != nil {
			return err
		}
	}
	if s.servesRedis() {
		return to.startRedis(s.redis)
	}
	return nil
}

// listen opens n ports: the one of the address and those behind it, or free ones.
func listen(service, at string, n int) ([]net.Listener, error) {
	host, port, err := split(at, n)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", service, err)
	}
	var listeners []net.Listener
	for i := range n {
		next := 0
		if port > 0 {
			next = port + i
		}
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(next)))
		if err != nil {
			for _, l := range listeners {
				l.Close()
			}
			return nil, unavailable(service, err)
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

// unavailable says what to do about an address that cannot be listened on. Flags have the names of services.
func unavailable(service string, err error) error {
	return fmt.Errorf("%s: %w; --%s takes another address, :0 a free port", service, err, service)
}

func (s *services) startZooKeeper(config zookeeper.Config, at, dump string) error {
	listeners, err := listen("zookeeper", at, max(config.Members, 1))
	if err != nil {
		return err
	}
	zk := zookeeper.NewServer(config, zookeeper.Hooks{})
	s.closers = append(s.closers, func() { zk.Close() })
	for i, l := range listeners {
		go func() {
			if err := zk.ServeMember(i, l); !errors.Is(err, net.ErrClosed) {
				s.fail(fmt.Errorf("zookeeper: %w", err))
			}
		}()
		s.addresses = append(s.addresses, address{"zookeeper", l.Addr().String()})
	}
	if dump == "" {
		return nil
	}
	file, err := os.OpenFile(dump, os.O_CREATE|os.O_WRONLY, 0o644) // better now than when it ends; what is there stays until then
	if err != nil {
		return fmt.Errorf("--dump: %w", err)
	}
	file.Close()
	s.dump = func() error { return harnessIf(writeDump(dump, zk.Tree()), "--dump") }
	return nil
}

func (s *services) startKafka(c *serving) error {
	listeners, err := listen("kafka", c.kafka, c.brokers)
	if err != nil {
		return err
	}
	next := 0
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(c.brokers),
		kfake.SeedTopics(int32(c.partitions), c.topics...),
		kfake.DefaultNumPartitions(c.partitions),
		kfake.AllowAutoTopicCreation(),
		kfake.ListenFn(func(string, string) (net.Listener, error) {
			next++
			return listeners[next-1], nil
		}),
	)
	if err != nil {
		return fmt.Errorf("kafka: %w", err)
	}
	s.closers = append(s.closers, cluster.Close)
	for _, a := range cluster.ListenAddrs() {
		s.addresses = append(s.addresses, address{"kafka", a})
	}
	return nil
}

func (s *services) startRedis(at string) error {
	host, port, err := split(at, 1)
	if err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	redis := miniredis.NewMiniRedis()
	if err := redis.StartAddr(net.JoinHostPort(host, strconv.Itoa(port))); err != nil {
		return unavailable("redis", err)
	}
	s.closers = append(s.closers, redis.Close)
	s.addresses = append(s.addresses, address{"redis", redis.Addr()})
	return nil
}

// fail ends the command with the first error of a service.
func (s *services) fail(err error) {
	select {
	case s.ended <- err:
	default:
	}
}
