package zoocfg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const limits = "initLimit=10\nsyncLimit=5\n"

// write makes a data directory with a configuration and perhaps a myid; it returns the configuration's path.
func write(t *testing.T, text, myid string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "zoo.cfg")
	text = strings.ReplaceAll(text, "dataDir=data", "dataDir="+filepath.ToSlash(dir))
	put(t, path, strings.ReplaceAll(text, "DIR", filepath.ToSlash(dir)))
	if myid != "" {
		put(t, filepath.Join(dir, "myid"), myid)
	}
	return path
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestEnsemble(t *testing.T) {
	f, err := Read(write(t, stock+limits+"server.10=c:5:6:participant\nserver.2=[::1]:1:2;[::]:2182\nserver.3=b:3:4;2183\n", "2\nmore"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Server{{2, "::1", 1, 2, "[::]:2182"}, {3, "b", 3, 4, ":2183"}, {10, "c", 5, 6, ""}}
	if diff := cmp.Diff(want, f.Servers); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	f.Config.DataDir = "data" // not the same twice
	if diff := cmp.Diff(members(2, 3), f.Config); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	if f.MyID != 2 || f.ClientAddress != "[::]:2182" {
		t.Errorf("this server is %d at %s, want 2 at the address of its line", f.MyID, f.ClientAddress)
	}
}

// Who starts all servers of an ensemble has no myid, and serves clients where the file says, not where the line of one server does.
func TestEnsembleWithoutNumber(t *testing.T) {
	f, err := Read(write(t, stock+limits+"server.1=a:1:2;3\nserver.2=b:1:2;3\n", ""))
	if err != nil || f.Config.Members != 2 || f.MyID != -1 || f.ClientAddress != ":2181" {
		t.Errorf("got %+v, error %v; want two members, served at :2181", f, err)
	}
}

func TestDynamicFile(t *testing.T) {
	path := write(t, stock+limits+"dynamicConfigFile=DIR/zoo.cfg.dynamic.100000000\n", "1")
	dynamic := filepath.Join(filepath.Dir(path), "zoo.cfg.dynamic.100000000")
	put(t, dynamic, "server.1=a:1:2;3\nserver.2=b:1:2;3\n")
	f, err := Read(path)
	if err != nil || f.Config.Members != 2 || f.ClientAddress != ":3" {
		t.Errorf("got %+v, error %v; want two members", f, err)
	}
	put(t, dynamic, "\nserver.1=a:1")
	if _, err = Read(path); err == nil || !strings.HasPrefix(err.Error(), dynamic+`:2: server.1="a:1": want `) {
		t.Errorf("a bad line of a dynamic file gives %v", err)
	}
	put(t, dynamic, "tickTime=1")
	if _, err = Read(path); err == nil || !strings.Contains(err.Error(), "only server.N in a dynamic file") {
		t.Errorf("tickTime in a dynamic file gives %v", err)
	}
}

func TestEnsembleErrors(t *testing.T) {
	const two = "server.1=a:1:2\nserver.2=b:1:2\n"
	for _, c := range []struct{ text, myid, want string }{
		{stock + two, "1", "zoo.cfg: initLimit is missing: want a number of ticks"},
		{stock + limits + two, "3", `myid:1: myid="3": want the number of one of the servers`},
		{stock, " 1", `myid:1: myid=" 1": want a number from 0 to 255, without blanks`},
		{stock + "server.x=a:1:2", "", `zoo.cfg:4: server.x="a:1:2": want server.N with N from 0 to 255`},
		{stock + "group.1=1:2", "", `zoo.cfg:4: group.1="1:2": want server.N`},
		{stock + "server.1=a:1", "", `zoo.cfg:4: server.1="a:1": want host:port:port`},
		{stock + "server.1=a:1:1", "", `zoo.cfg:4: server.1="a:1:1": want two different ports`},
		{stock + "server.1=a:1:2:observer", "", "observers are not simulated"},
		{stock + "server.1=a:1:2;b:c", "", `want host:port:port`},
		{stock + "server.1=a:1:2|b:1:2", "", `want host:port:port`},
		{stock + "server.1=a:1:2\ndynamicConfigFile=d", "", `zoo.cfg:4: server.1="a:1:2": want this line in the file`},
	} {
		f, err := Read(write(t, c.text, c.myid))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q with myid %q: got %+v, error %v\nwant %s", c.text, c.myid, f, err, c.want)
		}
	}
}
