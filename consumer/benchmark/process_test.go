package benchmark

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
)

// Set in the environment of a process that is to be the brokers, or a client.
const (
	asBrokers = "CONSUMER_BENCHMARK_BROKERS"
	asClient  = "CONSUMER_BENCHMARK_CLIENT"
)

func TestMain(m *testing.M) {
	task, input := becomeBrokers, os.Getenv(asBrokers)
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

// becomeBrokers tells the addresses of brokers of values of a size, and serves until its input ends: it does not outlive
// who started it.
func becomeBrokers(input string) error {
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
	fmt.Println(strings.Join(cluster.ListenAddrs(), ","))
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// startBrokers starts brokers in a process of their own: in a client's they would share its part of the machine.
func startBrokers(b testing.TB, valueBytes int) []string {
	b.Helper()
	cmd := again(b, asBrokers, valueBytes)
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
	addrs, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("brokers do not start: %v", err)
	}
	return strings.Split(strings.TrimSpace(addrs), ",")
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
