package main

// A transaction follows the MULTI state of a connection: what was queued becomes an effect only when its EXEC ran.
type transaction struct {
	open   bool
	queued []command
}

// follow takes a command with its reply and returns the effects that it brought about, and whether they came as one.
func (t *transaction) follow(s *service, cmd command, reply []byte) (effects []effect, atomic bool) {
	switch {
	case cmd.name == "MULTI":
		t.open = t.open || !isError(reply)
	case t.open && string(reply) == "+QUEUED\r\n":
		t.queued = append(t.queued, cmd)
	case t.open && cmd.name == "EXEC" && len(cmd.args) == 0:
		effects = t.executed(s, reply)
		*t = transaction{}
		return effects, true
	case t.open && cmd.name == "DISCARD" && !isError(reply):
		*t = transaction{}
	default:
		return s.effects(cmd, reply), false
	}
	return nil, false
}

// executed pairs each queued command with its reply. EXEC answers null when a watched key had changed and an error when
// the transaction was spoilt: then nothing was applied.
func (t *transaction) executed(s *service, reply []byte) []effect {
	replies, ok := elements(reply)
	if !ok || len(replies) != len(t.queued) {
		return nil
	}
	var effects []effect
	for i, cmd := range t.queued {
		effects = append(effects, s.effects(cmd, replies[i])...)
	}
	return effects
}
