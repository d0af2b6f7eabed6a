// Package wire is ZooKeeper's client protocol: requests, replies and notifications, and jute, the encoding that they
// travel in, in both directions.
//
// Everything on a connection is a frame: four bytes of length, big-endian, and so many bytes. The first frame of a
// client is a ConnectRequest and the first of a server its ConnectReply; every later one begins with a header, which
// tells a Reply from a Notification by the xid. The formats are those of zookeeper.jute and of ZooKeeper 3.8's own
// deserialisation, which accepts more than it writes.
//
// Nothing that is read is believed before its bytes are there: a count or a length makes this package allocate for no
// more than the bytes that follow it in the frame.
package wire
