// Package hazards shows what go-zookeeper, the client of github.com/go-zookeeper/zk at v1.0.4, can do to a program that
// trusts it: each hazard is a test, named after it, with the client as it is. The comment of a test says what happens,
// why, and what to do. A test fails if the client has been mended.
//
// docs/zookeeper-client-hazards.md lists them in one table.
package hazards
