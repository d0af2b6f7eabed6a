package zoocfg

import (
	"fmt"
	"net"
	"os"
	"time"

	"github.com/onceover/onceover/sim/zookeeper"
)

// A File is what a configuration says.
type File struct {
	Config        zookeeper.Config
	ClientAddress string   // host:port for clients, the host empty if none is named; empty without a clientPort
	DataDir       string   // as written
	Servers       []Server // by ID; at most one for a server that stands alone
	MyID          int      // from the file myid in DataDir; -1 without one
	Ineffective   []*Error // lines that are there and do nothing, because the original wants them elsewhere
}

// Read reads a configuration file, and the file myid in its dataDir.
func Read(path string) (*File, error) { return ReadWithFlags(path, "") }

// ReadWithFlags is Read for a server whose JVM also has flags, as zkServer.sh takes them from SERVER_JVMFLAGS: -Dname=value, with
// blanks between. Where both say something, the file holds.
func ReadWithFlags(path, flags string) (*File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return parse(path, text, flags)
}

func parse(path string, text []byte, flags string) (*File, error) {
	s := &settings{file: path, keys: map[string]property{}, jvm: jvmFlags(flags)}
	if err := s.load(text); err != nil {
		return nil, err
	}
	f := &File{Ineffective: s.ineffective}
	for _, step := range []func(*File) error{s.directory, s.clientAddress, s.sessions, s.ensemble, s.properties} {
		if err := step(f); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (s *settings) directory(f *File) error {
	f.DataDir = s.keys["dataDir"].value
	if f.DataDir == "" {
		return s.missing("dataDir", "a directory")
	}
	return nil
}

func (s *settings) clientAddress(f *File) error {
	host, named := s.keys["clientPortAddress"]
	n := s.number("clientPort", 0)
	if n == 0 {
		if named {
			return s.missing("clientPort", "a port, since there is a clientPortAddress")
		}
		return nil
	}
	f.ClientAddress = net.JoinHostPort(host.value, fmt.Sprint(n))
	return nil
}

func (s *settings) sessions(f *File) error {
	tick := s.number("tickTime", 3000)
	shortest, longest := s.number("minSessionTimeout", -1), s.number("maxSessionTimeout", -1)
	if shortest == -1 {
		shortest = 2 * tick
	}
	if longest == -1 {
		longest = 20 * tick
	}
	if shortest > longest {
		key, limit := "minSessionTimeout", fmt.Sprintf("at most maxSessionTimeout, which is %d", longest)
		if _, ok := s.keys[key]; !ok {
			key, limit = "maxSessionTimeout", fmt.Sprintf("at least minSessionTimeout, which is %d", shortest)
		}
		return s.wrong(key, limit)
	}
	if f.Config.MaxConnections = s.number("maxClientCnxns", 60); f.Config.MaxConnections == 0 {
		f.Config.MaxConnections = -1
	}
	f.Config.Tick = time.Duration(tick) * time.Millisecond
	f.Config.MinSessionTimeout = time.Duration(shortest) * time.Millisecond
	f.Config.MaxSessionTimeout = time.Duration(longest) * time.Millisecond
	return nil
}
