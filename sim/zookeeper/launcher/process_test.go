package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets this program be the script that the tests start.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == scriptName {
		main()
	}
	os.Exit(m.Run())
}

// script makes a directory with the script, and a hub for it.
func script(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go newHub(0).serve(l)
	dir := t.TempDir()
	if err := furnish(dir, l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, scriptName)
}

// A process is one run of the script.
type process struct {
	cmd     *exec.Cmd
	address string // where it says that clients are served
}

func launch(t *testing.T, script, config string) process {
	t.Helper()
	p := process{cmd: exec.Command(script, "start-foreground", config)}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the process said %q: %v", said, err)
	}
	_, p.address, _ = strings.Cut(strings.TrimSpace(said), " serves clients at ")
	return p
}

// kill is what a test suite does: the process has no time for anything.
func (p process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

func zooCfg(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "zoo.cfg")
	text = strings.ReplaceAll(text, "DIR", filepath.ToSlash(filepath.Dir(path)))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// freePort is a port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func TestZnodesOutliveProcesses(t *testing.T) {
	script := script(t)
	config := zooCfg(t, "dataDir=DIR\nclientPort="+freePort(t)+"\n")
	p := launch(t, script, config)
	c := session(t, p.address)
	if code := do(t, c, createA); code != 0 {
		t.Fatalf("create: %v", code)
	}
	p.kill()
	if _, err := c.Frame(); err == nil {
		t.Error("a connection outlived the server's process")
	}
	p = launch(t, script, config)
	if code := do(t, session(t, p.address), existsA); code != 0 {
		t.Errorf("the znode is gone after a restart: %v", code)
	}
}

// A client that asks at once after the process was killed must not be answered by a member that has not noticed.
func TestNoAnswerAfterTheKill(t *testing.T) {
	script := script(t)
	config := zooCfg(t, "dataDir=DIR\nclientPort="+freePort(t)+"\n")
	for range 20 {
		p := launch(t, script, config)
		c := session(t, p.address)
		p.kill()
		if reply, err := c.Do(&existsA); err == nil {
			t.Fatalf("answered %+v", reply)
		}
	}
}

func TestPortWithoutHostIsLoopback(t *testing.T) {
	l, err := listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if host, _, _ := net.SplitHostPort(l.Addr().String()); host != "127.0.0.1" {
		t.Errorf("served at %s, which others can reach", l.Addr())
	}
}

func TestScriptSaysWhatIsWrong(t *testing.T) {
	script := script(t)
	taken, err := listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "usage: zkServer.sh start-foreground zoo.cfg"},
		{[]string{"status", "zoo.cfg"}, "usage: zkServer.sh start-foreground zoo.cfg"},
		{[]string{"start-foreground", zooCfg(t, "dataDir=DIR\nclientPort=a\n")}, `zoo.cfg:2: clientPort="a": want a port`},
		{[]string{"start-foreground", zooCfg(t, "dataDir=DIR\n")}, "no clientPort"},
		{[]string{"start-foreground", zooCfg(t, "dataDir=DIR\nclientPort=1\ninitLimit=1\nsyncLimit=1\nserver.1=a:1:2\nserver.2=b:1:2\n")}, "myid is missing"},
		{[]string{"start-foreground", zooCfg(t, "dataDir=DIR\nclientPort="+port+"\n")}, "listen for clients"},
	} {
		out, err := exec.Command(script, c.args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("zkServer.sh %q: error %v, output %q; want %q", c.args, err, out, c.want)
		}
	}
	if err := os.Remove(filepath.Join(filepath.Dir(script), hubName)); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(script, "start-foreground", zooCfg(t, "dataDir=DIR\nclientPort="+freePort(t)+"\n")).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "no launcher is running") {
		t.Errorf("without a launcher: error %v, output %q", err, out)
	}
}

func TestExitCodeIsTheCommands(t *testing.T) {
	for _, c := range []struct {
		command []string
		want    int
	}{
		{[]string{os.Args[0], "-test.list=^$"}, 0},
		{[]string{"go", "no-such-command"}, 2},
		{[]string{filepath.Join(t.TempDir(), "none")}, 3},
	} {
		if code, err := run(c.command); code != c.want || (err != nil) != (c.want == 3) {
			t.Errorf("%q: code %d, error %v; want code %d", c.command, code, err, c.want)
		}
	}
}
