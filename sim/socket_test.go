package sim

import (
	"testing"

	"github.com/onceover/onceover/sim/wasi"
)

// A process with two names serves under both, and under no other.
func TestListenOnOwnAddressesOnly(t *testing.T) {
	w := New(Config{}, Quiet{})
	for _, name := range []string{"a", "b", "other"} {
		w.AddHost(name)
	}
	p := w.Start(Launch{Name: "server", Hosts: []string{"a", "b"}})
	for address, want := range map[string]wasi.Errno{
		"10.0.0.1:80":   wasi.OK,
		"10.0.0.2:80":   wasi.OK,
		"0.0.0.0:81":    wasi.OK,
		"127.0.0.1:82":  wasi.OK,
		"10.0.0.3:80":   wasi.EADDRNOTAVAIL,
		"192.168.0.1:1": wasi.EADDRNOTAVAIL,
	} {
		if _, got := p.Listen(address); got != want {
			t.Errorf("listen on %s: errno %d, want %d", address, got, want)
		}
	}
}

// A descriptor that is not open is nobody's socket, in particular not the first one of the world.
func TestClosedDescriptor(t *testing.T) {
	w := New(Config{}, Quiet{})
	w.AddHost("a")
	p := w.Start(Launch{Name: "server", Hosts: []string{"a"}})
	fd, e := p.Listen(":80")
	if e != wasi.OK {
		t.Fatalf("listen: errno %d", e)
	}
	p.CloseSocket(fd)
	if _, e := p.Send(fd, []byte("x")); e != wasi.EBADF {
		t.Errorf("send: errno %d", e)
	}
	if _, e := p.Receive(fd, make([]byte, 1)); e != wasi.EBADF {
		t.Errorf("receive: errno %d", e)
	}
}
