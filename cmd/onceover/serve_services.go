package main

import (
	"errors"
	"fmt"
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

func (s *services) add(service, at string, close func()) {
	s.addresses = append(s.addresses, address{service, at})
	s.closers = append(s.closers, close)
}

// start starts the services that are asked for; those that run are in to even if one fails.
func (s *serving) start(to *services, config zookeeper.Config, at string) error {
	to.dump = func() error { return nil }
	if s.zookeeper != "" || s.file != "" || !s.named {
		if err := to.startZooKeeper(config, at, s.dump); err != nil {
			return err
		}
	}
	if s.kafka != "" || !s.named {
		if err := to.startKafka(s); err != nil {
			return err
		}
	}
	if s.redis != "" || !s.named {
		return to.startRedis(s.redis)
	}
	return nil
}

// split takes an address apart: the host, 127.0.0.1 if there is none, and the first of n ports, 0 for any.
func split(at string, n int) (host string, port int, err error) {
	if at == "" {
		at = ":0"
	}
	host, text, err := net.SplitHostPort(at)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(text)
	if last := port + n - 1; err != nil || port < 0 || last > 65535 {
		return "", 0, fmt.Errorf("address %q: there are no %d ports from %q on", at, n, text)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return host, port, nil
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
			return nil, fmt.Errorf("%s: %w", service, err)
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
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
		s.add("zookeeper", l.Addr().String(), func() {})
	}
	if dump == "" {
		return nil
	}
	file, err := os.OpenFile(dump, os.O_CREATE|os.O_WRONLY, 0o644) // what is there stays until it is replaced
	if err != nil {
		return fmt.Errorf("--dump: %w", err)
	}
	s.dump = func() error { return harnessIf(writeDump(file, zk.Tree()), "write "+dump) }
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
		s.add("kafka", a, func() {})
	}
	return nil
}

func (s *services) startRedis(at string) error {
	listeners, err := listen("redis", at, 1)
	if err != nil {
		return err
	}
	addr := listeners[0].Addr().String()
	listeners[0].Close() // miniredis opens its own
	redis := miniredis.NewMiniRedis()
	if err := redis.StartAddr(addr); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	s.add("redis", redis.Addr(), redis.Close)
	return nil
}

// fail ends the command with the first error of a service.
func (s *services) fail(err error) {
	select {
	case s.ended <- err:
	default:
	}
}
