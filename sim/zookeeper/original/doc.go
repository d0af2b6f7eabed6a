// Package original starts the real ZooKeeper, so that a test can hold ours against it. It does so only where the
// environment variable ONCEOVER_ORIGINAL is set.
//
// It looks for java and for the jars of Debian's package (apt-get install --no-install-recommends zookeeper, which
// starts nothing), or for the jars that ZOOKEEPER_CLASSPATH names, separated by colons. Where there are none, or
// they are of another version, the test is skipped and says so. A server lives as long as its test: it is stopped by its pid at the end and, on Linux,
// killed by the system if the test binary dies first. It listens on a loopback port only, and keeps its data in the
// test's temporary directory.
package original
