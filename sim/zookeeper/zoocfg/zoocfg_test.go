package zoocfg

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/onceover/onceover/sim/zookeeper"
)

const stock = "tickTime=2000\ndataDir=data\nclientPort=2181\n"

func TestStandalone(t *testing.T) {
	for _, c := range []struct {
		name, text, flags string
		want              File
	}{
		{"shortest", "dataDir=data", "", File{Config: sessions(3000, 6000, 60000)}},
		{"stock", stock, "", File{Config: sessions(2000, 4000, 40000), ClientAddress: ":2181"}},
		{"the last line of a key wins", stock + "tickTime=no\ntickTime=500", "", File{Config: sessions(500, 1000, 10000), ClientAddress: ":2181"}},
		{"timeouts", stock + "minSessionTimeout=1\nmaxSessionTimeout=+7", "", File{Config: sessions(2000, 1, 7), ClientAddress: ":2181"}},
		{"default timeouts", stock + "minSessionTimeout=-1\nmaxSessionTimeout=-1", "", File{Config: sessions(2000, 4000, 40000), ClientAddress: ":2181"}},
		{"no limit of connections", stock + "maxClientCnxns=0", "", File{Config: unlimited(), ClientAddress: ":2181"}},
		{"address", stock + "clientPortAddress=::1", "", File{Config: sessions(2000, 4000, 40000), ClientAddress: "[::1]:2181"}},
		{"port 0 is none", stock + "clientPort=0", "", File{Config: sessions(2000, 4000, 40000)}},
		{"words", stock + "4lw.commands.whitelist=stat, ruok ,,*", "", File{
			Config: answering("stat", "ruok", "*"), ClientAddress: ":2181",
		}},
		{"one server line is a server alone", stock + "server.7=h:1:2;4", "", File{
			Config: members(7, 1), ClientAddress: ":2181", Servers: []Server{{7, "h", 1, 2, ":4"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.DataDir, c.want.MyID = "data", -1
			c.want.Config.Members, c.want.Config.DataDir = 1, "data"
			got, err := parse("zoo.cfg", []byte(c.text), c.flags)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func sessions(tick, shortest, longest time.Duration) zookeeper.Config {
	const ms = time.Millisecond
	return zookeeper.Config{
		Tick: tick * ms, MinSessionTimeout: shortest * ms, MaxSessionTimeout: longest * ms, MaxConnections: 60,
	}
}

func unlimited() zookeeper.Config {
	c := sessions(2000, 4000, 40000)
	c.MaxConnections = -1
	return c
}

func answering(words ...string) zookeeper.Config {
	c := sessions(2000, 4000, 40000)
	c.Words = words
	return c
}

func members(first uint8, n int) zookeeper.Config {
	c := sessions(2000, 4000, 40000)
	c.ServerID, c.Members, c.DataDir = first, n, "data"
	return c
}

// The flags are those with which go-zookeeper starts its servers.
func TestPropertiesOfTheJVM(t *testing.T) {
	const flags = "-Xmx1g -Dzookeeper.DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=" +
		" -Dzookeeper.extendedTypesEnabled=true -Dzookeeper.emulate353TTLNodes=true -Djute.maxbuffer=0x200000" +
		" -Dznode.container.checkIntervalMs=250 -Dzookeeper.enforceQuota=false"
	f, err := parse("zoo.cfg", []byte(stock+"enforceQuota=TRUE\n"), flags)
	if err != nil {
		t.Fatal(err)
	}
	want := members(0, 1)
	want.SuperDigest, want.ExtendedTypes = "super:D/InIHSb7yEEbrWz8b9l71RjZJU=", true
	want.MaxFrame, want.CheckInterval, want.EnforceQuota = 2<<20, 250*time.Millisecond, true
	if diff := cmp.Diff(want, f.Config); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Where the original looks for a property by another name than the file's key becomes, the line does nothing.
func TestIneffective(t *testing.T) {
	f, err := parse("zoo.cfg", []byte(stock+"jute.maxbuffer=99\nzookeeper.extendedTypesEnabled=true\nleaderServes=no\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range f.Ineffective {
		got = append(got, e.Error())
	}
	want := []string{
		`zoo.cfg:4: jute.maxbuffer="99": want -Djute.maxbuffer in SERVER_JVMFLAGS: the original does not look for it here`,
		`zoo.cfg:5: zookeeper.extendedTypesEnabled="true": want the key extendedTypesEnabled: the original puts "zookeeper." before it`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f.Config.MaxFrame != 0 || f.Config.ExtendedTypes {
		t.Errorf("they had an effect: %+v", f.Config)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, flags, want string }{
		{"tickTime=1", "", `zoo.cfg: dataDir is missing: want a directory`},
		{stock + "tickTime=2s", "", `zoo.cfg:4: tickTime="2s": want a number of milliseconds above 0`},
		{stock + "tickTime=0", "", `zoo.cfg:4: tickTime="0": want a number of milliseconds above 0`},
		{stock + "tickTime=3000000000", "", `zoo.cfg:4: tickTime="3000000000": want a number of milliseconds above 0`},
		{stock + "initLimit=1_0", "", `zoo.cfg:4: initLimit="1_0": want a whole number of 32 bits`},
		{stock + "minSessionTimeout=0", "", `zoo.cfg:4: minSessionTimeout="0": want a number of milliseconds above 0, or -1 for the default`},
		{stock + "minSessionTimeout=50000", "", `zoo.cfg:4: minSessionTimeout="50000": want at most maxSessionTimeout, which is 40000`},
		{stock + "maxSessionTimeout=10", "", `zoo.cfg:4: maxSessionTimeout="10": want at least minSessionTimeout, which is 4000`},
		{stock + "clientPort=65536", "", `zoo.cfg:4: clientPort="65536": want a port from 0 to 65535`},
		{"dataDir=data\nclientPortAddress=h", "", `zoo.cfg: clientPort is missing: want a port, since there is a clientPortAddress`},
		{stock + "reconfigEnabled=yes", "", `zoo.cfg:4: reconfigEnabled="yes": want true or false`},
		{stock + "electionAlg=2", "", `zoo.cfg:4: electionAlg="2": want 3, the only one there is`},
		{stock + "a=\\u12", "", `zoo.cfg:4: a="a=\\u12": want \u and four hexadecimal digits`},
		{stock, "-Djute.maxbuffer=1m", `SERVER_JVMFLAGS: jute.maxbuffer="1m": want a whole number from 0 to 2147483647`},
		{stock + "standaloneEnabled=false", "", `zoo.cfg: server.1 is missing: want at least one server, since standaloneEnabled is false`},
	} {
		f, err := parse("zoo.cfg", []byte(c.text), c.flags)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q, flags %q: got %+v, error %v\nwant %s", c.text, c.flags, f, err, c.want)
		}
	}
}

// A file that is no text is told of in a line that a terminal can bear.
func TestErrorsAreLegible(t *testing.T) {
	_, err := parse("zoo.cfg", []byte("k\x1b\n\\u"+strings.Repeat("x", 1<<20)), "")
	if want := `zoo.cfg:2: ="\\u` + strings.Repeat("x", 98) + `...": want \u and four hexadecimal digits`; err == nil || err.Error() != want {
		t.Errorf("got %.200v\nwant %s", err, want)
	}
	bell := &Error{File: "zoo.cfg", Line: 1, Key: "\a", Value: "\x1b", Want: "a text"}
	if got, want := bell.Error(), `zoo.cfg:1: "\a"="\x1b": want a text`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReadNoFile(t *testing.T) {
	if _, err := Read(filepath.Join(t.TempDir(), "zoo.cfg")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there gives %v", err)
	}
}
