package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// serve runs the command and gives the addresses that it printed, by service; stop interrupts it and gives its error.
func serve(t *testing.T, lines int, args ...string) (addresses map[string][]string, stop func() error) {
	ctx, interrupt := context.WithCancel(t.Context())
	r, w := io.Pipe()
	root := newRootCommand()
	root.SetArgs(append([]string{"serve"}, args...))
	root.SetOut(w)
	done := make(chan error, 1)
	go func() {
		err := root.ExecuteContext(ctx)
		w.CloseWithError(errors.Join(io.EOF, err))
		done <- err
	}()
	addresses = map[string][]string{}
	out := bufio.NewScanner(r)
	for range lines {
		if !out.Scan() {
			t.Fatalf("serve %q: printed %v, and then: %v", args, addresses, out.Err())
		}
		f := strings.Fields(out.Text())
		addresses[f[0]] = append(addresses[f[0]], f[1])
	}
	return addresses, func() error {
		interrupt()
		return <-done
	}
}

type silent struct{}

func (silent) Printf(string, ...any) {}

func dialZooKeeper(t *testing.T, addresses ...string) *zk.Conn {
	c, _, err := zk.Connect(addresses, 10*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestServeAll uses each service by its real client, and looks at the znodes that are dumped.
func TestServeAll(t *testing.T) {
	dump := filepath.Join(t.TempDir(), "tree.json")
	at, stop := serve(t, 3, "--dump", dump, "--topics", "orders", "--partitions", "2")
	c := dialZooKeeper(t, at["zookeeper"]...)
	if _, err := c.Create("/n", []byte("10"), 0, zk.WorldACL(zk.PermAll)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Create("/b", []byte{0xff}, 0, zk.WorldACL(zk.PermAll)); err != nil {
		t.Fatal(err)
	}
	producer, err := kgo.NewClient(kgo.SeedBrokers(at["kafka"]...), kgo.DefaultProduceTopic("orders"))
	if err != nil {
		t.Fatal(err)
	}
	defer producer.Close()
	if err := producer.ProduceSync(t.Context(), kgo.StringRecord("x")).FirstErr(); err != nil {
		t.Error(err)
	}
	store := redis.NewClient(&redis.Options{Addr: at["redis"][0]})
	defer store.Close()
	if err := store.Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Error(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	var tree []dumpedZnode
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]dumpedZnode{}
	for _, z := range tree {
		found[z.Path] = z
	}
	if n := found["/n"]; n.Data == nil || *n.Data != "10" || n.Stat.DataLength != 2 || n.ACL[0] != "31:world:anyone" {
		t.Errorf("dumped %+v", n)
	}
	if b := found["/b"]; b.Data != nil || string(b.Base64) != "\xff" {
		t.Errorf("dumped %+v", b)
	}
}

// TestServeEnsemble writes through one member and reads, after a sync, through another.
func TestServeEnsemble(t *testing.T) {
	at, stop := serve(t, 3, "--zookeeper", ":0", "--ensemble", "3")
	defer stop()
	writer, reader := dialZooKeeper(t, at["zookeeper"][0]), dialZooKeeper(t, at["zookeeper"][2])
	if _, err := writer.Create("/n", []byte("1"), 0, zk.WorldACL(zk.PermAll)); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Sync("/n"); err != nil {
		t.Fatal(err)
	}
	if data, _, err := reader.Get("/n"); err != nil || string(data) != "1" {
		t.Errorf("another member has %q, %v", data, err)
	}
}

// TestServeConfiguration takes the settings of a zoo.cfg; a flag goes before them.
func TestServeConfiguration(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "zoo.cfg")
	text := "tickTime=100\ndataDir=" + dir + "\nclientPort=2181\n4lw.commands.whitelist=ruok\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	at, stop := serve(t, 1, "--zookeeper", "127.0.0.1:0", "--zookeeper-config", file)
	defer stop()
	if ok := zk.FLWRuok(at["zookeeper"], 5*time.Second); !ok[0] {
		t.Error("ruok is not answered, though the file allows it")
	}
}

func TestServeBadUsage(t *testing.T) {
	for args, says := range map[string]string{
		"--redis :99999":                  `--redis: address ":99999"`,
		"--zookeeper here":                "--zookeeper: address here: missing port",
		"--zookeeper :65535 --ensemble 2": "no 2 ports",
		"--ensemble 10":                   "--ensemble 10: from 1 to 9 members",
		"--brokers 0":                     "--brokers 0",
		"--zookeeper-config nowhere.cfg":  "nowhere.cfg",
		"--redis :0 --dump tree.json":     "there is no ZooKeeper to dump",
		"--dump":                          "flag needs an argument",
	} {
		status, out, errOut := command(append([]string{"serve"}, strings.Fields(args)...)...)
		if status != exitUsage || !strings.Contains(errOut, says) || out != "" {
			t.Errorf("%s: status %d, said %q, want %q", args, status, errOut, says)
		}
	}
}
