package benchmark

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/onceover/onceover/sim/zookeeper"
)

// Set in the environment of a process that is to be the servers, or a client.
const (
	asServers = "CONSUMER_BENCHMARK_SERVERS"
	asClient  = "CONSUMER_BENCHMARK_CLIENT"
)

func TestMain(m *testing.M) {
	task, input := becomeServers, os.Getenv(asServers)
	if input == "" {
		task, input = becomeClient, os.Getenv(asClient)
	}
	if input == "" {
		os.Exit(m.Run())
	}
	if err := task(input); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// batchBytes is about how much the values of one record batch are: what producers make of busy partitions.
const batchBytes = 64 << 10

// servers are the addresses of Kafka's brokers and of a ZooKeeper server.
type servers struct {
	Brokers   []string
	ZooKeeper string
}

// becomeServers tells the addresses of brokers of values of a size and of a ZooKeeper server, and serves until its input ends:
// it does not outlive who started it.
func becomeServers(input string) error {
	var spec kfake.SyntheticBatch
	if err := json.Unmarshal([]byte(input), &spec.RecordBytes); err != nil {
		return err
	}
	spec.Records, spec.RandomFrac = batchBytes/spec.RecordBytes, 0.5
	cluster, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.SeedTopics(1, topic(1)), kfake.SeedTopics(8, topic(8)),
		kfake.SyntheticFetch(spec))
	if err != nil {
		return err
	}
	defer cluster.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	offsets := zookeeper.NewServer(zookeeper.Config{}, zookeeper.Hooks{})
	defer offsets.Close()
	go offsets.Serve(listener)
	if err := json.NewEncoder(os.Stdout).Encode(servers{cluster.ListenAddrs(), listener.Addr().String()}); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// startServers starts servers in a process of their own: in a client's they would share its part of the machine.
func startServers(b testing.TB, valueBytes int) (s servers) {
	b.Helper()
	cmd := again(b, asServers, valueBytes)
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	if err := json.NewDecoder(out).Decode(&s); err != nil {
		b.Fatalf("servers do not start: %v", err)
	}
	return s
}

// becomeClient reads, and prints the measurement.
func becomeClient(input string) error {
	var r reading
	if err := json.Unmarshal([]byte(input), &r); err != nil {
		return err
	}
	i := slices.IndexFunc(clients, func(c client) bool { return c.name == r.Client })
	m, err := r.measure(context.Background(), clients[i])
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(m)
}

// measure lets a process of its own read.
func measure(b testing.TB, r reading) (m measurement) {
	b.Helper()
	cmd := again(b, asClient, r)
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%s: %v", r.Client, err)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		b.Fatalf("%s: %v in %q", r.Client, err, out)
	}
	m.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return m
}

// again is this program in another role.
func again(b testing.TB, role string, input any) *exec.Cmd {
	b.Helper()
	binary, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	text, err := json.Marshal(input)
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), role+"="+string(text))
	cmd.Stderr = os.Stderr
	return cmd
}
