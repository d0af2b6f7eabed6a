// Package zookeeper is a ZooKeeper server in plain Go, held in memory.
//
// It answers the wire protocol of ZooKeeper 3.8 as the real server does: error codes and the order in which they are
// checked, transaction ids, Stat fields, sequence numbers, session timeouts and the order of notifications and replies
// are those of the original. It is built in three layers, each of which knows only the one below it:
//
//   - package wire turns bytes into requests and replies into bytes;
//   - the state machine (State) is an ensemble of servers, one unless more are asked for: znodes, sessions
//     and watches; time is handed in, and it has no goroutines;
//   - the network server (Server) moves frames between connections and the state machine, in wall-clock time.
//
// The package needs nothing but the standard library and sim/trace, so it runs as a simulated process, in a test on an
// in-memory listener, or on a real port.
package zookeeper
