package original_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/original"
)

// TestStart holds that the server is one that can be talked to, under its own settings, and that two do not meet.
func TestStart(t *testing.T) {
	a := original.Launch(t, original.Options{Settings: map[string]string{"forceSync": "no"}})
	b := original.Launch(t, original.Options{Tick: 500e6})
	if a.Addr == b.Addr || a.PID == b.PID {
		t.Errorf("two servers at %s and %s, processes %d and %d", a.Addr, b.Addr, a.PID, b.PID)
	}
	for _, c := range []struct{ addr, want string }{{a.Addr, "tickTime=2000\n"}, {b.Addr, "tickTime=500\n"}} {
		if conf := configuration(t, c.addr); !strings.Contains(conf, c.want) {
			t.Errorf("%s is configured\n%s, want %s", c.addr, conf, c.want)
		}
	}
}

// configuration is what a server answers to the four-letter word conf.
func configuration(t *testing.T, addr string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "conf"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
