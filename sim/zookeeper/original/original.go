package original

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	startLimit = time.Minute // until the server serves
	pause      = 5 * time.Millisecond
	attempts   = 3 // a port that was free may be taken before the server has it
)

// A Server is a real ZooKeeper that runs.
type Server struct {
	Addr string // where clients connect: 127.0.0.1 and a port
	PID  int
}

// Start starts a fresh server and gives its address. It skips the test if no ZooKeeper is installed.
func Start(t testing.TB, o Options) string {
	t.Helper()
	return Launch(t, o).Addr
}

// Launch is Start for a test that looks at the process too.
func Launch(t testing.TB, o Options) *Server {
	t.Helper()
	java, classpath := installed(t)
	for range attempts {
		dir := t.TempDir()
		addr := freeAddress(t)
		_, port, _ := net.SplitHostPort(addr)
		write(t, filepath.Join(dir, "zoo.cfg"), o.zooCfg(filepath.Join(dir, "data"), port))
		write(t, filepath.Join(dir, "log4j.properties"), log4j)
		p, err := start(dir, java, o.arguments(classpath))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.stop)
		if p.answers(addr) {
			if v := ask(addr, "srvr"); !strings.HasPrefix(v, "Zookeeper version: "+Version) {
				t.Skipf("no real ZooKeeper %s: the one that is installed says %.40q", Version, v)
			}
			return &Server{addr, p.pid}
		}
		p.stop()
		output, _ := os.ReadFile(p.output)
		if !bytes.Contains(output, []byte("BindException")) {
			t.Fatalf("the real ZooKeeper does not start:\n%s", output)
		}
	}
	t.Fatalf("the real ZooKeeper found its port taken %d times", attempts)
	return nil
}

// Version is the version that tests compare with.
const Version = "3.8.0"

// Asked is the environment variable that, set to anything, lets tests start servers. Each takes a second and half a
// gigabyte.
const Asked = "ONCEOVER_ORIGINAL"

// jars are where Debian's package puts what a server needs.
var jars = []string{"zookeeper.jar", "slf4j-log4j12.jar", "log4j-1.2.jar"}

// installed finds java and the class path, or skips the test.
func installed(t testing.TB) (java, classpath string) {
	t.Helper()
	if os.Getenv(Asked) == "" {
		t.Skipf("no real ZooKeeper: %s is not set", Asked)
	}
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("no real ZooKeeper: java is not installed")
	}
	if classpath = os.Getenv("ZOOKEEPER_CLASSPATH"); classpath != "" {
		return java, "." + string(filepath.ListSeparator) + classpath
	}
	list := []string{"."}
	for _, jar := range jars {
		path := filepath.Join("/usr/share/java", jar)
		if _, err := os.Stat(path); err != nil {
			t.Skipf("no real ZooKeeper: %s is not there, and ZOOKEEPER_CLASSPATH is not set", path)
		}
		list = append(list, path)
	}
	return java, strings.Join(list, string(filepath.ListSeparator))
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// answers waits until the server is there; false says that it ended, or took too long.
func (p *process) answers(addr string) bool {
	for limit := time.Now().Add(startLimit); time.Now().Before(limit); {
		if serves(addr) {
			return true
		}
		select {
		case <-p.ended:
			return false
		case <-time.After(pause):
		}
	}
	return false
}

// serves reports whether the server serves. One that does not yet answers ruok already, but not this.
func serves(addr string) bool { return ask(addr, "isro") == "rw" }

// ask gives the answer to a four-letter word, nothing if there is none.
func ask(addr, word string) string {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return ""
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(c, word); err != nil {
		return ""
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		return ""
	}
	return string(answer)
}
