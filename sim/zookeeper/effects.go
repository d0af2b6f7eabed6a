package zookeeper

// Effects are what a step of the state machine did apart from its reply.
type Effects struct {
	Notifications []Notification // to be sent before the reply, in this order
	Closed        []ClientID     // connections that the server ends; the state machine has forgotten them
	Writes        []Write        // znodes that were changed
	Sessions      []SessionChange
	Later         bool // State.Next has come nearer
	Silent        bool // the request gets no reply
	HangUp        bool // its connection ends after the reply
}

// reset empties the effects and keeps their memory for the next step.
func (e *Effects) reset() {
	clear(e.Writes)
	clear(e.Notifications)
	*e = Effects{
		Notifications: e.Notifications[:0], Closed: e.Closed[:0], Writes: e.Writes[:0], Sessions: e.Sessions[:0],
	}
}

// A Write is one change of one znode. The writes of one transaction share the Zxid.
type Write struct {
	Kind    string // "create", "set" or "delete", or Restored
	Path    string
	Data    []byte // after it; nil for a delete
	Version int32  // after it, or the last one
	Zxid    int64
	Session int64 // whose request or end it was
}

// Restored is the kind of what a backup that was put back changed. A version of -1 then says that the znode is gone.
const Restored = "restore"

// A SessionEvent is the beginning or the end of a session.
type SessionEvent string

// The session events.
const (
	SessionOpen   SessionEvent = "open"
	SessionExpire SessionEvent = "expire"
	SessionClose  SessionEvent = "close"
)

// A SessionChange says which session began or ended.
type SessionChange struct {
	Event   SessionEvent
	Session int64
}
