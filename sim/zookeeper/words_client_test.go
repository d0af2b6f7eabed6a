package zookeeper

import (
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
)

// TestClientReadsWords has go-zookeeper parse the words that it knows. It does so of no server whose banner has the
// form of 3.7 and later.
func TestClientReadsWords(t *testing.T) {
	_, addr := serve(t, Config{Words: []string{"ruok", "cons"}}, Hooks{})
	c, _ := dial(t, addr)
	must[string](t)(c.Create("/n", nil, 0, zk.WorldACL(zk.PermAll)))
	servers := []string{addr}
	if oks := zk.FLWRuok(servers, time.Minute); !oks[0] {
		t.Error("ruok: it is not")
	}
	stats, ok := zk.FLWSrvr(servers, time.Minute)
	if !ok {
		t.Fatal(stats[0].Error)
	}
	// It has received a connect, a create, the ruok before and this srvr, and has answered all but the last.
	if s := stats[0]; s.Received != 4 || s.Sent != 3 || s.NodeCount != 6 || s.Connections != 2 || s.Counter != 2 ||
		s.Mode != zk.ModeStandalone || s.Version != "3.8.0-onceover" {
		t.Errorf("%+v", s)
	}
	// The connection of the word itself has no session, and the client complains of it with any server.
	clients, _ := zk.FLWCons(servers, time.Minute)
	if len(clients[0].Clients) != 1 {
		t.Fatalf("%+v", clients[0])
	}
	if x := clients[0].Clients[0]; x.SessionID != c.SessionID() || x.LastOperation != "CREA" || x.Received != 2 ||
		x.Sent != 2 || x.Lzxid != 2 || x.Timeout != 10000 {
		t.Errorf("%+v", x)
	}
}
