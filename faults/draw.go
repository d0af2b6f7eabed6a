package faults

import (
	"slices"
	"time"
)

// kinds are those that the space allows and has something for.
func (s Space) kinds() []Kind {
	var out []Kind
	for _, r := range rules {
		allowed := r.often > 0 && len(s.Kinds) == 0
		if s.has(r) && (allowed || slices.Contains(s.Kinds, r.kind) || slices.Contains(s.Also, r.kind)) {
			out = append(out, r.kind)
		}
	}
	return out
}

// has reports whether the space has something that such a fault can strike.
func (s Space) has(r rule) bool {
	someTime := len(s.Operations) > 0 || s.Within > 0
	switch {
	case r.hosts, r.kind == NetRefuse:
		return len(s.Links) > 0
	case r.answers():
		return slices.ContainsFunc(s.Operations, Operation.canFail)
	case r.operation:
		return len(s.Operations) > 0
	case r.isOfProcess():
		return len(s.Processes) > 0 && (someTime || s.Outputs > 0)
	case r.member:
		return s.Members > 0 && someTime
	case r.broker:
		return s.Brokers > 0 && someTime
	case r.kind == LeaderMove:
		return s.Topic != "" && s.Brokers > 0 && someTime
	case r.partition:
		return s.Topic != "" && someTime
	}
	return false // what remains needs more than can be drawn: a znode, a moment between two lives
}

func (o Operation) canFail() bool { return len(o.Errors) > 0 }

func (s Space) fault(c *Choices, k Kind) Fault {
	f := Fault{Kind: k}
	r, _ := ruleOf(k)
	switch {
	case r.hosts, k == NetRefuse:
		s.network(c, &f)
	case r.operation:
		s.answer(c, &f, r)
	case r.isOfProcess():
		f.At, f.Process = s.place(c)
		if r.process {
			f.Restart = s.restart(c, k)
		}
	case r.member:
		f.At, f.Member = s.moment(c), 1+c.IntN(s.Members, "member")
	default:
		s.kafka(c, &f, r)
	}
	switch {
	case k == Slow, k == MemberLag:
		f.By = pick(c, []time.Duration{s.Timeout / 100, s.Timeout / 20, s.Timeout / 3}, "by")
	case r.clock:
		f.By = pick(c, []time.Duration{time.Second, time.Hour, 30 * 24 * time.Hour}, "by")
	}
	if r.lasts {
		f.For = pick(c, []time.Duration{s.Timeout / 4, s.Timeout * 3 / 4, s.Timeout * 5 / 4, s.Timeout * 3}, "for")
	}
	return f
}

// network draws where a network fails.
func (s Space) network(c *Choices, f *Fault) {
	link := pick(c, s.Links, "link")
	f.At = s.moment(c)
	switch {
	case f.Kind == NetRefuse:
		f.Host = pick(c, link[1], "host")
	case f.Kind == NetStall && c.IntN(2, "answers") == 1:
		f.Hosts = [2][]string{link[1], link[0]}
	default:
		f.Hosts = link
	}
}

// answer draws which operation goes wrong.
func (s Space) answer(c *Choices, f *Fault, r rule) {
	among := stages[:2]
	if f.Kind == Half {
		among = stages[1:2]
	}
	var op Operation
	f.At, op = s.operation(c, among, func(o Operation) bool { return !r.answers() || o.canFail() })
	if r.answers() {
		f.Error = pick(c, op.Errors, "error")
	}
}

// kafka draws what befalls a broker or a partition.
func (s Space) kafka(c *Choices, f *Fault, r rule) {
	f.At = s.moment(c)
	if !r.broker {
		f.Topic, f.Partition = s.Topic, c.IntN(max(1, s.Partitions), "partition")
	}
	if r.broker || f.Kind == LeaderMove {
		f.Node = 1 + c.IntN(s.Brokers, "node")
	}
	if r.cuts() {
		f.Offset = 1 + int64(c.IntN(max(1, s.Records), "offset"))
	}
}

// moment draws when something strikes that is no process's misfortune.
func (s Space) moment(c *Choices) Place {
	if len(s.Operations) > 0 && (s.Within == 0 || c.IntN(3, "at an operation") > 0) {
		at, _ := s.operation(c, stages, func(Operation) bool { return true })
		return at
	}
	return Place{Time: s.time(c)}
}
