package faults

import (
	"fmt"
	"strings"
)

// String is the fault in words: "crash when redis.exec of consumer is applied, the 2nd time".
func (f Fault) String() string {
	what := strings.ReplaceAll(string(f.Kind), "_", " ")
	switch {
	case len(f.Hosts[0]) > 0:
		between := map[Kind]string{NetPartition: "%s of %s from %s", NetStall: "%s from %s to %s", NetReset: "%s between %s and %s"}
		what = fmt.Sprintf(between[f.Kind], what, strings.Join(f.Hosts[0], ", "), strings.Join(f.Hosts[1], ", "))
	case f.Host != "":
		what += " by " + f.Host
	case f.Topic != "":
		what += f.inTopic()
	case f.Kind == DataDelete:
		what += " of " + f.Path
	case f.Path != "":
		what = fmt.Sprintf("%s of %s to %q", what, f.Path, f.Data)
	case f.Error != "":
		what = fmt.Sprintf("%s with %q", what, f.Error)
	case f.Process != "":
		what += " of " + f.Process
	case f.Kind == LeaderChange:
		what += fmt.Sprintf(" to %d", f.Member)
	case f.Kind == BrokerStop:
		what += fmt.Sprintf(" of %d", f.Node)
	case f.Member > 0:
		what += fmt.Sprintf(" of %d", f.Member)
	}
	if f.By > 0 {
		what += fmt.Sprintf(" by %v", f.By)
	}
	if f.For > 0 {
		what += fmt.Sprintf(" for %v", f.For)
	}
	what += " " + f.At.String()
	if r := f.Restart; r != nil {
		next := "restart"
		if f.Kind == Pause {
			next = "successor"
		}
		what += fmt.Sprintf(", %s after %v", next, r.After)
		if r.Version != "" {
			what += " as " + r.Version
		}
	}
	return what
}

// inTopic is what a fault of Kafka's own does to a topic.
func (f Fault) inTopic() string {
	switch f.Kind {
	case RecordsDelete:
		return fmt.Sprintf(" of %s/%d below %d", f.Topic, f.Partition, f.Offset)
	case LogTruncate:
		return fmt.Sprintf(" of %s/%d from %d", f.Topic, f.Partition, f.Offset)
	case LogEndLow:
		return fmt.Sprintf(" of %s/%d at %d", f.Topic, f.Partition, f.Offset)
	case LogCompact, FetchShort:
		return fmt.Sprintf(" of %s/%d", f.Topic, f.Partition)
	case LeaderMove:
		return fmt.Sprintf(" of %s/%d to %d", f.Topic, f.Partition, f.Node)
	}
	return fmt.Sprintf(" of %s, %d partitions", f.Topic, f.Partitions)
}

// String is the place in words.
func (p Place) String() string {
	switch {
	case p.isTime():
		return fmt.Sprintf("at %v", p.Time)
	case p.isOutput():
		return fmt.Sprintf("at output %d of %s", p.Output, p.Process)
	}
	op := "an operation"
	if p.Op != "" {
		op = p.Op
	}
	if p.Service != "" {
		op += " at " + p.Service
	}
	if p.Client != "" {
		op += " of " + p.Client
	}
	return fmt.Sprintf("when %s is %s, the %s time", op, p.Stage, ordinal(p.Occurrence))
}

// ordinal is 1st, 2nd, 3rd and so on.
func ordinal(n int) string {
	ending := "th"
	if tens := n / 10 % 10; tens != 1 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return fmt.Sprint(n, ending)
}

// String is one fault a line.
func (s Schedule) String() string {
	var b strings.Builder
	for i, f := range s.Faults {
		fmt.Fprintf(&b, "%d. %s\n", i+1, f)
	}
	return b.String()
}
