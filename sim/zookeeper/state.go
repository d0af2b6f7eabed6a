package zookeeper

import (
	"errors"
	"slices"
	"time"
)

// ClientID numbers the connections of a server, from 1.
type ClientID int64

// A client is what the state machine knows of one connection.
type client struct {
	id      ClientID
	session *session
	timeout int64 // nanoseconds
	ids     []ID  // who it is: its address, and what it has authenticated as
}

// State is a standalone server without network and clock: znodes, sessions, watches and one counter of transactions.
// Each method takes the time as an argument, in nanoseconds since 1970, which must not go back. It is not safe for
// concurrent use. Replies and effects stay valid until the next call.
type State struct {
	config      Config
	tree        *tree
	watches     watches
	sessions    map[int64]*session
	clients     map[ClientID]*client
	lastClient  ClientID
	nextSession int64
	pending     map[string]record // of the multi being prepared; kept to be used again
	changes     []change          // likewise
	results     []Reply           // likewise
	effects     Effects
}

// NewState returns a server with the initial znodes.
func NewState(c Config, now int64) *State {
	c = c.withDefaults()
	return &State{
		config: c, tree: newTree(), watches: newWatches(), sessions: map[int64]*session{},
		clients: map[ClientID]*client{}, nextSession: firstSession(c.ServerID, now), pending: map[string]record{},
	}
}

// Zxid is the last transaction.
func (s *State) Zxid() int64 { return s.tree.zxid }

// ErrAhead is the refusal of a client that has seen a later transaction than this server: it is hung up on.
var ErrAhead = errors.New("client has seen a zxid that this server has not reached")

// Connect opens a connection from the address (an IP without port), for a new session or for one to be resumed. A
// reply with session 0 refuses, and the connection is then not known. Whoever was connected for the same session is
// disconnected first, even if the password turns out to be wrong.
func (s *State) Connect(r ConnectRequest, address string, now int64) (ClientID, ConnectReply, Effects, error) {
	s.effects.reset()
	if r.LastZxidSeen > s.tree.zxid {
		return 0, ConnectReply{}, s.effects, ErrAhead
	}
	timeout := time.Duration(r.Timeout) * time.Millisecond
	timeout = min(max(timeout, s.config.MinSessionTimeout), s.config.MaxSessionTimeout)
	x := s.sessionFor(r, now)
	if x == nil {
		return 0, ConnectReply{}, s.effects, nil
	}
	s.lastClient++
	c := &client{id: s.lastClient, session: x, timeout: int64(timeout), ids: []ID{{"ip", address}}}
	s.clients[c.id], x.client = c, c.id
	s.touch(x, c.timeout, now)
	reply := ConnectReply{Timeout: int32(timeout / time.Millisecond), Session: x.id, Password: password(x.id)}
	return c.id, reply, s.effects, nil
}

// sessionFor finds the session to be resumed, or makes a new one; nil says that there is none to resume.
func (s *State) sessionFor(r ConnectRequest, now int64) *session {
	if r.Session == 0 {
		x := &session{id: s.nextSession}
		s.nextSession++
		s.sessions[x.id] = x
		s.begin(x.id, now)
		s.effects.Sessions = append(s.effects.Sessions, SessionChange{SessionOpen, x.id})
		return x
	}
	x := s.sessions[r.Session]
	if x == nil {
		return nil
	}
	if x.client != 0 {
		s.effects.Closed = append(s.effects.Closed, x.client)
		s.drop(x.client)
	}
	if p := password(x.id); !slices.Equal(r.Password, p[:]) {
		return nil
	}
	return x
}

// Disconnect forgets a connection and its watches; its session lives on. A connection that is not known is ignored.
func (s *State) Disconnect(id ClientID) { s.drop(id) }

func (s *State) drop(id ClientID) {
	c := s.clients[id]
	if c == nil {
		return
	}
	s.watches.forget(id)
	delete(s.clients, id)
	if c.session.client == id {
		c.session.client = 0
	}
}

// Session is the session that a connection serves, or 0.
func (s *State) Session(id ClientID) int64 {
	if c := s.clients[id]; c != nil {
		return c.session.id
	}
	return 0
}

// Apply does one request of a connection.
func (s *State) Apply(id ClientID, r *Request, now int64) (Reply, Effects) {
	s.effects.reset()
	c := s.clients[id]
	if c == nil {
		return Reply{Op: r.Op, Silent: true, Close: true}, s.effects
	}
	s.touch(c.session, c.timeout, now)
	var reply Reply
	switch {
	case r.Op == OpCloseSession:
		s.end(c.session, SessionClose, now)
		s.drop(id)
		reply.Close = true
	case r.Op.takesZxid():
		reply = s.write(c, r, now)
	case r.Op == OpAuth || r.Op == OpSASL:
		reply = s.authenticate(c, r)
		reply.Op = r.Op
		return reply, s.effects // with zxid 0
	case r.Malformed:
		reply.Err = MarshallingError
	default:
		if _, known := opNames[r.Op]; !known {
			return Reply{Op: r.Op, Zxid: -1, Err: Unimplemented, Close: true}, s.effects
		}
		reply = s.read(c, r)
	}
	reply.Op, reply.Zxid = r.Op, s.tree.zxid
	return reply, s.effects
}

func (s *State) authenticate(c *client, r *Request) Reply {
	switch {
	case r.Op == OpSASL || r.Scheme == "ip":
		return Reply{}
	case r.Malformed || r.Scheme != "digest":
		return Reply{Err: AuthFailed, Close: true}
	}
	id := digestID(r.Data)
	if id.ID == s.config.SuperDigest {
		c.add(ID{"super", ""})
	}
	c.add(id)
	return Reply{}
}

func (c *client) add(id ID) {
	if !slices.Contains(c.ids, id) {
		c.ids = append(c.ids, id)
	}
}
