package offsets_test

import (
	"context"
	"fmt"
	"log"
	"net"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/sim/zookeeper"
)

// servers starts a broker with a topic of four partitions, and a ZooKeeper server, and returns their addresses.
func servers() (brokers []string, ensemble string, stop func()) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(4, "orders"))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := zookeeper.NewServer(zookeeper.Config{}, zookeeper.Hooks{})
	go server.Serve(listener)
	return cluster.ListenAddrs(), listener.Addr().String(), func() { server.Close(); cluster.Close() }
}

// nowhere is a Sink that keeps nothing.
type nowhere struct{}

// Write implements consumer.Sink.
func (nowhere) Write(context.Context, consumer.Batch) error { return nil }

// instance runs one of several consumers that share a topic, and tells how many partitions it has come to own.
func instance(ctx context.Context, brokers []string, ensemble string, owned chan<- int) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...))
	if err != nil {
		return err
	}
	defer client.Close()
	store, err := offsets.Dial(offsets.ZooKeeperOptions{Servers: ensemble, Group: "billing"})
	if err != nil {
		return err
	}
	defer store.Close()
	return consumer.Run(ctx, consumer.Config{
		Client: client, Topic: "orders", Store: store, Group: store.Group(offsets.GroupOptions{Assign: offsets.Range}), Sink: nowhere{},
		Process: func(r consumer.Record) ([]byte, error) { return r.Value, nil },
		Hooks:   consumer.Hooks{Assign: func(at map[consumer.Partition]consumer.Position) { owned <- len(at) }},
	})
}

// Two instances share a topic by ZooKeeper: the first has all partitions, and gives half of them back when the second comes.
func ExampleZooKeeper_Group() {
	ctx, cancel := context.WithCancel(context.Background())
	brokers, ensemble, stop := servers()
	defer stop()
	ended := make(chan error, 2)
	first, second := make(chan int, 100), make(chan int, 100)
	go func() { ended <- instance(ctx, brokers, ensemble, first) }()
	fmt.Println("alone:", <-first)
	go func() { ended <- instance(ctx, brokers, ensemble, second) }()
	fmt.Println("together:", await(first, 2), await(second, 2))
	cancel()
	fmt.Println("stopped:", <-ended, <-ended)
	// Output:
	// alone: 4
	// together: 2 2
	// stopped: <nil> <nil>
}

// await is the number once it comes: a newcomer may be given nothing until the others have given theirs back.
func await(numbers <-chan int, want int) int {
	for n := range numbers {
		if n == want {
			return n
		}
	}
	return 0
}
