package main

import (
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// commitIntervalMin is the shortest interval of automatic commits that the client takes.
const commitIntervalMin = 100 * time.Millisecond

// joinGroup returns a client that reads the topic as a member of the group. A group without offsets begins where --start
// says, at the ends of the logs by default (auto.offset.reset=latest). The caller closes the client.
func (a *app) joinGroup() (*kgo.Client, error) {
	return a.dialKafka(append(a.membership(), kgo.AutoCommitInterval(max(a.commitInterval, commitIntervalMin)))...)
}

// membership are the options of a member of the group.
func (a *app) membership() []kgo.Opt {
	begin := kgo.NewOffset().AtEnd()
	if a.start == "earliest" {
		begin = kgo.NewOffset().AtStart()
	}
	return []kgo.Opt{
		kgo.ConsumerGroup(a.group), kgo.ConsumeTopics(a.topic), kgo.ConsumeResetOffset(begin),
		kgo.MetadataMaxAge(metadataAge), kgo.SessionTimeout(requestTimeout), kgo.RebalanceTimeout(requestTimeout), kgo.HeartbeatInterval(requestTimeout / 3),
	}
}
