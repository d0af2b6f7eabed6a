// Package zookeepertest gives tests a ZooKeeper server, as net/http/httptest gives them an HTTP server.
//
// NewServer starts one in memory: nothing listens on a port, nothing is left on a disk, and it ends with the test. A
// client reaches it by Dial:
//
//	srv := zookeepertest.NewServer(t)
//	client, events, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial))
//
// The server answers as ZooKeeper 3.8 does; package zookeeper says how far that goes. It also does what servers and
// networks do on bad days, when the test says so: ExpireSession, Disconnect and DisconnectAll; Intercept, to lose or
// delay one request at a chosen point; and by Server leader changes, members that lag or stop, and data that is rolled
// back.
//
// # Virtual time
//
// In a bubble of testing/synctest, clients and server live in the bubble's time: the minute that a session takes to
// expire passes in an instant, and the same test gives the same run. Make the server in the bubble: one from outside
// cannot wake who waits inside, and the runtime ends the process ("semaphore wake of synctest goroutine"). Close the
// clients before the test ends, or before the server does; a client that is left alone goes on trying to connect, which
// synctest reports as a deadlock.
//
// The addresses are IP literals, so that no client asks a resolver. A client that picks among several servers at
// random needs to be given one address, or its own order of them, for runs to be the same.
//
// # Ports
//
// A client that cannot be given a dialer, or is another process, needs NewLoopbackServer, which listens on loopback
// ports that the system chooses. It is not for bubbles: their time stands still while somebody waits for a real port.
//
// The package needs only the standard library and package zookeeper, and has nothing to do with the simulator that it
// is part of.
package zookeepertest
