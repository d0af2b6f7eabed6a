package zookeeper

// A change is one step of a transaction, with everything decided: applying it needs no further check and gives the
// same result on every server that does.
type change struct {
	op        Op // OpCreate, OpDelete, OpSetData, OpSetACL, OpCheck, or OpError
	reply     Op // the operation that the result is answered as
	path      string
	data      []byte
	acl       []ACL
	version   int32 // the new one
	owner     int64
	container bool
	ttl       int64
	err       Code // of an OpError
}

// A txn is what one write request became: all its changes happen under one transaction id, or, if one of them is an
// OpError, none does.
type txn struct {
	zxid    int64
	time    int64 // milliseconds since 1970
	session int64
}
