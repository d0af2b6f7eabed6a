package zookeeper

import "github.com/onceover/onceover/sim/zookeeper/wire"

// A change is one step of a transaction, with everything decided: applying it needs no further check and gives the
// same result on every server that does.
type change struct {
	op        wire.Op // OpCreate, OpDelete, OpSetData, OpSetACL or OpCheck
	reply     wire.Op // the operation that the result is answered as
	path      string
	data      []byte
	acl       []wire.ACL
	version   int32 // the new one
	owner     int64
	container bool
	ttl       int64
}

// A txn is what one write became: all its changes happen under one transaction id. A write that failed is one without
// changes, for it has taken an id all the same.
type txn struct {
	zxid    int64
	time    int64 // nanoseconds since 1970
	session int64
	changes []change
	opens   int64 // the session begins with it, with this timeout in nanoseconds
	ends    bool  // the session ends with it
}

// millis is the time as znodes keep it.
func (t *txn) millis() int64 { return t.time / 1e6 }
