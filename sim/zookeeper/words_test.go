package zookeeper

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// scene is two clients of a server: one has written, read and watched, the other waits for an answer that takes 30 ms.
func scene(t *testing.T) doorway {
	slow := func(stage Stage, op, _ string, _ []trace.Arg) Verdict {
		if stage == Received && op == "zookeeper.getACL" {
			return Verdict{Action: Delay, Delay: 30 * time.Millisecond}
		}
		return Verdict{}
	}
	c := Config{Tick: 500 * time.Millisecond, Words: []string{" * "}, DataDir: "data"}
	_, doors := doorways(t, c, Hooks{Point: slow})
	writer, waiter := doors[0].session(t, "10.0.0.8:1"), doors[0].session(t, "10.0.0.9:2")
	for _, r := range []wire.Request{
		{Op: wire.OpCreate, Path: "/a", Data: []byte("12345"), ACL: wire.OpenACL, TTL: -1},
		{Op: wire.OpCreate, Path: "/a/e", ACL: wire.OpenACL, Flags: 1, TTL: -1},
		{Op: wire.OpExists, Path: "/none", Watch: true},
		{Op: wire.OpGetChildren, Path: "/a", Watch: true},
		{Op: wire.OpGetData, Path: "/a", Watch: true},
		{Op: wire.OpGetACL, Path: "/a"},
		{Op: wire.OpSetData, Path: "/missing"},
	} {
		must[wire.Reply](t)(writer.Do(&r))
	}
	must[wire.Reply](t)(waiter.Do(&wire.Request{Op: wire.OpGetData, Path: "/a", Watch: true}))
	must[int32](t)(waiter.Send(&wire.Request{Op: wire.OpGetACL, Path: "/a"}))
	time.Sleep(5 * time.Millisecond)
	return doors[0]
}

// sceneWords is what the words tell of the scene, whose time is the one at which a bubble begins.
var sceneWords = map[string]string{
	"ruok": "imok",
	"isro": "rw",
	"gtmk": "306",
	"hash": "",
	"srvr": banner + sceneState,
	"stat": banner + `Clients:
 /10.0.0.8:1[1](queued=0,recved=8,sent=8)
 /10.0.0.9:2[1](queued=1,recved=3,sent=2)
 /10.0.0.7:999[0](queued=0,recved=1,sent=0)

` + sceneState,
	"cons": ` /10.0.0.8:1[1](queued=0,recved=8,sent=8,sid=0x1dc6acfac000000,lop=NA,est=946684800000,to=4000,lcxid=0x7,lzxid=0x5,lresp=30,llat=0,minlat=0,avglat=3,maxlat=30)
 /10.0.0.9:2[1](queued=1,recved=3,sent=2,sid=0x1dc6acfac000001,lop=GETD,est=946684800000,to=4000,lcxid=0x1,lzxid=0x5,lresp=30,llat=0,minlat=0,avglat=0,maxlat=0)
 /10.0.0.7:999[0](queued=0,recved=1,sent=0)

`,
	"wchs": "2 connections watching 2 paths\nTotal watches:3\n",
	"wchp": "/a\n\t0x1dc6acfac000000\n\t0x1dc6acfac000001\n/none\n\t0x1dc6acfac000000\n\n",
	"wchc": "0x1dc6acfac000000\n\t/a\n\t/none\n0x1dc6acfac000001\n\t/a\n\n",
	"dump": `SessionTracker dump:
Session Sets (1)/(2):
2 expire at Sat Jan 01 00:00:04 UTC 2000:
	0x1dc6acfac000000
	0x1dc6acfac000001
ephemeral nodes dump:
Sessions with Ephemerals (1):
0x1dc6acfac000000:
	/a/e
Connections dump:
Connections Sets (2)/(3):
2 expire at Sat Jan 01 00:00:10 UTC 2000:
	ip: /10.0.0.8:1 sessionId: 0x1dc6acfac000000
	ip: /10.0.0.9:2 sessionId: 0x1dc6acfac000001
1 expire at Sat Jan 01 00:00:20 UTC 2000:
	ip: /10.0.0.7:999 sessionId: 0x0
`,
	"conf": `clientPort=2181
secureClientPort=-1
dataDir=data/version-2
dataDirSize=0
dataLogDir=data/version-2
dataLogSize=0
tickTime=500
maxClientCnxns=60
minSessionTimeout=1000
maxSessionTimeout=10000
clientPortListenBacklog=-1
serverId=0
`,
	"dirs":             "datadir_size: 0\nlogdir_size: 0\n",
	"crst":             "Connection stats reset.\n",
	"srst":             "Server stats reset.\n",
	"\xff\xf4\xff\xfd": "",
	"lsnp":             "", // and all others are the length of a frame that is too large
	"xxxx":             "",
}

const banner = "Zookeeper version: 3.8.0-onceover, built on 02/25/2022 08:49 GMT\n"

const sceneState = `Latency min/avg/max: 0/3.0/30
Received: 12
Sent: 10
Connections: 3
Outstanding: 1
Zxid: 0x5
Mode: standalone
Node count: 7
`

func TestWords(t *testing.T) {
	for word, want := range sceneWords {
		t.Run(word, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if d := cmp.Diff(want, scene(t).ask(t, word)); d != "" {
					t.Errorf("%s (-want +got):\n%s", word, d)
				}
			})
		})
	}
}

func TestMonitorWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines := strings.Split(scene(t).ask(t, "mntr"), "\n")
		want := strings.Split(strings.ReplaceAll(`zk_version	3.8.0-onceover, built on 02/25/2022 08:49 GMT
zk_server_state	standalone
zk_avg_latency	3.0
zk_max_latency	30
zk_min_latency	0
zk_packets_received	12
zk_packets_sent	10
zk_num_alive_connections	3
zk_outstanding_requests	1
zk_uptime	35
zk_znode_count	7
zk_watch_count	4
zk_ephemerals_count	1
zk_approximate_data_size	55
zk_global_sessions	2`, "\r", ""), "\n")
		if d := cmp.Diff(want, lines[:len(want)]); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if len(lines) != 486 || lines[485] != "" {
			t.Errorf("%d lines, want the 485 that the real server has", len(lines)-1)
		}
	})
}
