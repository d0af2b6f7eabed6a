package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
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

// TestServeEnsembleConfiguration serves all members of a zoo.cfg, wherever it comes from: no myid says which one this is.
func TestServeEnsembleConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zoo.cfg")
	text := "dataDir=/var/lib/nowhere\ninitLimit=5\nsyncLimit=2\nserver.1=a:1:2\nserver.2=b:1:2\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	at, stop := serve(t, 2, "--redis", "", "--zookeeper", ":0", "--zookeeper-config", file)
	if len(at["zookeeper"]) != 2 {
		t.Errorf("serves %v", at)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestServeDumpsIntoADevice writes the znodes to what cannot be truncated, as /dev/stdout.
func TestServeDumpsIntoADevice(t *testing.T) {
	_, stop := serve(t, 1, "--zookeeper", ":0", "--dump", os.DevNull)
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestServeFlagsOfTheServer takes what ZooKeeper does not look for in its file from where zkServer.sh does.
func TestServeFlagsOfTheServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zoo.cfg")
	if err := os.WriteFile(file, []byte("dataDir=data\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SERVER_JVMFLAGS", "-Djute.maxbuffer=4096 -Dreadonlymode.enabled=true")
	s := serving{file: file}
	c, err := s.settings(io.Discard)
	if err != nil || c.MaxFrame != 4096 || !c.ReadOnlyMode {
		t.Errorf("settings %+v, %v", c, err)
	}
}

// TestServeUnavailable says which address, and what to do; the exit status is that of a harness error.
func TestServeUnavailable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, service := range []string{"zookeeper", "kafka", "redis"} {
		status, out, errOut := command("serve", "--"+service, l.Addr().String())
		if status != exitHarness || !strings.Contains(errOut, l.Addr().String()) || !strings.Contains(errOut, "--"+service+" takes another") || out != "" {
			t.Errorf("%s: status %d, said %q", service, status, errOut)
		}
	}
	for _, dump := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none", "tree.json")} {
		status, out, errOut := command("serve", "--dump", dump)
		if status != exitHarness || !strings.Contains(errOut, "--dump: open "+dump) || out != "" {
			t.Errorf("--dump %s: status %d, said %q", dump, status, errOut)
		}
	}
}

func TestServeBadUsage(t *testing.T) {
	for args, says := range map[string]string{
		"--redis :99999":                  `--redis ":99999": want host:port or :port, with a port from 0 to 65535`,
		"--zookeeper 2181":                `--zookeeper "2181": want host:port or :port`,
		"--zookeeper :-1":                 `--zookeeper ":-1": want host:port or :port`,
		"--zookeeper a:1,b:2":             `--zookeeper "a:1,b:2": want host:port or :port`,
		"--zookeeper :65535 --ensemble 2": `--zookeeper ":65535": there are no 2 ports from 65535 on`,
		"--ensemble 0":                    "--ensemble 0: from 1 to 9 members",
		"--ensemble 10":                   "--ensemble 10: from 1 to 9 members",
		"--brokers 0":                     "--brokers 0",
		"--partitions 10001":              "--partitions 10001: from 1 to 10000",
		"--topics a,,b":                   `--topics: "" is no name of a topic`,
		"--topics a/b":                    `--topics: "a/b" is no name of a topic`,
		"--jute-maxbuffer 0":              "--jute-maxbuffer 0: from 1 to 2147483647 bytes",
		"--super-digest super":            `--super-digest "super": want user:hash`,
		"--zookeeper-config nowhere.cfg":  "nowhere.cfg",
		"--redis :0 --dump tree.json":     "--dump: there is no ZooKeeper; give it an address with --zookeeper",
		"--redis :0 --ensemble 3":         "--ensemble: there is no ZooKeeper",
		"--zookeeper :0 --topics a":       "--topics: there is no Kafka; give it an address with --kafka",
		"--dump":                          "flag needs an argument",
	} {
		status, out, errOut := command(append([]string{"serve"}, strings.Fields(args)...)...)
		if status != exitUsage || !strings.Contains(errOut, says) || out != "" {
			t.Errorf("%s: status %d, said %q, want %q", args, status, errOut, says)
		}
	}
}
