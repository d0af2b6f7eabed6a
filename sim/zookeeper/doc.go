// Package zookeeper is a ZooKeeper server in plain Go, held in memory.
//
// It answers the wire protocol of ZooKeeper 3.8 as the real server does: error codes and the order in which they are
// checked, transaction ids, Stat fields, sequence numbers, session timeouts and the order of notifications and replies
// are those of the original. It is built in four layers, each of which knows only the one below it:
//
//   - the codec (jute.go, request.go, reply.go, connect.go) turns bytes into requests and replies into bytes;
//   - the state machine (State) holds znodes, sessions and watches; time is handed in, and it has no goroutines;
//   - the protocol (frame.go) knows what a frame is, and which transaction id and answer an oddity gets;
//   - the network server (Server) moves frames between connections and the state machine, in wall-clock time.
//
// The package needs nothing but the standard library and sim/trace, so it runs as a simulated process, in a test on an
// in-memory listener, or on a real port.
package zookeeper
