// Launcher runs a test suite that starts ZooKeeper servers as processes, with this package's servers instead of the original's:
//
//	launcher go test ./...
//
// A suite of that kind runs $ZOOKEEPER_BIN_PATH/zkServer.sh start-foreground zoo.cfg for each server and kills the process, gently or
// not, to stop it; so do go-zookeeper's tests and those of its descendants. For the time of the command, launcher makes a directory
// where zkServer.sh is itself, and puts it into that variable.
//
// The servers of an ensemble share one zookeeper.Server, so they cannot live in the processes that the suite kills. They live in the
// launcher. A process called zkServer.sh reads the configuration, hands it over on a loopback connection and relays clients: while
// that connection is there the member runs, and when it breaks, for whatever reason, the member has crashed. The sockets of clients are
// the process's, so that none is answered after it was killed. There is nothing to be found, locked or cleaned up when a process
// dies, and znodes outlive all processes, as they do on a disk: they belong to the data directory of a server alone, and to the
// server.N lines of an ensemble. All ends with the command.
//
// Clients are served at the address that zoo.cfg names, and on 127.0.0.1 where it names a port only. The words cons and stat tell
// the ports of the relay instead of the clients' own.
package main
