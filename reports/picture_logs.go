package reports

import (
	"fmt"
	"slices"

	"github.com/onceover/onceover/model"
)

// logName names a partition as model.Partition does.
func logName(topic string, partition int) string { return fmt.Sprintf("%s/%d", topic, partition) }

// drawLogs tells the stories of the partitions: of those that the diagram has room for, the ones in which the gravest was found,
// and then the others, both in the order of the logs.
func (p *painter) drawLogs(v model.Verdict) {
	var all []LogStory
	for _, l := range p.teller.h.Logs {
		story := p.story(l)
		for _, account := range v.Partitions {
			if account.Topic == l.Topic && account.TopicID == l.TopicID && account.Partition == l.Number {
				story.Ledger = &account.Ledger
			}
		}
		all = append(all, story)
	}
	rank := func(l LogStory) int {
		i := slices.IndexFunc(p.Found, func(f Found) bool { return f.Log == l.Name })
		if i < 0 {
			return len(p.Found)
		}
		return i
	}
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b LogStory) int { return rank(a) - rank(b) })
	p.leave(len(all)-logsMax, "partitions")
	p.Logs = order[:min(logsMax, len(order))]
	place := func(a, b LogStory) int { return nameIndex(all, a.Name) - nameIndex(all, b.Name) }
	slices.SortStableFunc(p.Logs[:min(stairsMax, len(p.Logs))], place)
	slices.SortStableFunc(p.Logs[min(stairsMax, len(p.Logs)):], place)
}

func nameIndex(list []LogStory, name string) int {
	return slices.IndexFunc(list, func(l LogStory) bool { return l.Name == name })
}

// story is what happened to one log.
func (p *painter) story(l *model.Log) LogStory {
	s := LogStory{Name: l.String()}
	for _, r := range l.Records {
		s.end(p.seq(int(r.Event)), r.Offset+1)
	}
	written := make([]bool, len(l.Records))
	for _, step := range l.Steps {
		seq := p.seq(int(step.Event))
		switch step.Kind {
		case model.Truncated:
			s.Ends = append(s.Ends, Point{seq, step.Offset})
		case model.Stored:
			switch {
			case step.Malformed:
			case step.Removed:
				s.Stored = append(s.Stored, Point{seq, -1})
			default:
				s.Stored = append(s.Stored, Point{seq, step.Offset})
			}
		case model.Delivered:
			who := "somebody"
			if step.Incarnation >= 0 {
				who = p.teller.h.Incarnations[step.Incarnation].ID
			}
			s.write(seq, who, l.Records[step.Record].Offset, purposes[writing(step, written[step.Record])])
			written[step.Record] = true
		}
	}
	slices.SortStableFunc(s.Ends, func(a, b Point) int { return int(a.Step) - int(b.Step) })
	p.leave(len(s.Stored)-pointsMax, "stored offsets of "+s.Name)
	p.leave(len(s.Writes)-pointsMax, "writes of "+s.Name)
	s.Stored, s.Writes = s.Stored[:min(pointsMax, len(s.Stored))], s.Writes[:min(pointsMax, len(s.Writes))]
	return s
}

// How many steps apart appends and writes are that are drawn as one.
const (
	nearAppends = 200
	nearWrites  = 8
)

// end lets the log end there; appends right after one another are one.
func (s *LogStory) end(seq uint64, value int64) {
	if n := len(s.Ends); n > 0 && seq-s.Ends[n-1].Step < nearAppends && value > s.Ends[n-1].Value {
		s.Ends[n-1].Value = value
		return
	}
	s.Ends = append(s.Ends, Point{seq, value})
}

// write adds an offset to the run that it goes on with.
func (s *LogStory) write(seq uint64, who string, offset int64, purpose string) {
	if n := len(s.Writes); n > 0 {
		w := &s.Writes[n-1]
		stored := len(s.Stored) > 0 && s.Stored[len(s.Stored)-1].Step > w.Last
		if w.Who == who && w.For == purpose && w.Until == offset && !stored && seq-w.Last < nearWrites {
			w.Until, w.Last = offset+1, seq
			return
		}
	}
	s.Writes = append(s.Writes, Write{Step: seq, Last: seq, Who: who, From: offset, Until: offset + 1, For: purpose})
}
