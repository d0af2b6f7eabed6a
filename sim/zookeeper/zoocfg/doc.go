// Package zoocfg reads the configuration file of a ZooKeeper server, zoo.cfg, and the -D flags of its JVM, as the original does: the
// syntax is that of Java properties, the last line of a key wins, and a key that the server does not know becomes a property of the
// JVM with "zookeeper." before it. So a file that starts the original gives a zookeeper.Config that behaves like it:
//
//	file, err := zoocfg.Read("zoo.cfg")
//	server := zookeeper.NewServer(file.Config, zookeeper.Hooks{})
//
// What is known of a key and not of use in memory (autopurge, quorum threads, TLS) is checked for its kind and otherwise ignored. Three
// things are refused that the original can do and this server cannot: observers, groups or weights of servers, and several addresses
// for one server. One thing is missed that the original asks for: the file myid, of a server that is not alone. Some settings the original takes from the JVM's flags alone; in the file they do nothing, and File.Ineffective says so.
package zoocfg
