package wire

// An EventType says what happened to a watched path.
type EventType int32

// The kinds of events, with the numbers of the protocol.
const (
	Created         EventType = 1
	Deleted         EventType = 2
	DataChanged     EventType = 3
	ChildrenChanged EventType = 4
)

var eventNames = map[EventType]string{
	Created: "Created", Deleted: "Deleted", DataChanged: "DataChanged", ChildrenChanged: "ChildrenChanged",
}

// String is the name without the "Node" in front of it, "DataChanged".
func (t EventType) String() string { return eventNames[t] }

// A Notification tells a connection of one event. Its header has the xid -1 and, up to ZooKeeper 3.8, the zxid -1
// (ZOOKEEPER-4655).
type Notification struct {
	Type EventType
	Path string
}

const (
	notificationXid = -1
	pingXid         = -2
	connected       = 3 // the state of the session, as each notification has it
)

func (n *Notification) append(b []byte) []byte {
	b = appendInt32(appendInt64(appendInt32(b, notificationXid), -1), 0)
	return appendText(appendInt32(appendInt32(b, int32(n.Type)), connected), n.Path)
}

func (d *decoder) notification() Notification {
	n := Notification{Type: EventType(d.int32())}
	d.int32() // the state
	n.Path = d.path()
	return n
}
