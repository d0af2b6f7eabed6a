package main

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A member of a group speaks the protocol by itself.
type member struct {
	*kgo.Client
	t    *testing.T
	join *kmsg.JoinGroupRequest
}

func newMember(t *testing.T, s *service, session time.Duration) *member {
	t.Helper()
	join := kmsg.NewPtrJoinGroupRequest()
	join.Group, join.ProtocolType = "g", "consumer"
	join.SessionTimeoutMillis, join.RebalanceTimeoutMillis = int32(session.Milliseconds()), 60_000
	join.Protocols = []kmsg.JoinGroupRequestProtocol{{Name: "range"}}
	m := &member{Client: client(t, s), t: t, join: join}
	answer, err := join.RequestWith(context.Background(), m) // tells its name only
	if err != nil {
		t.Fatal(err)
	}
	join.MemberID = answer.MemberID
	return m
}

// joins takes part in a rebalance to its end, as its leader.
func (m *member) joins() (generation int32) {
	m.t.Helper()
	joined, err := m.join.RequestWith(context.Background(), m)
	if err == nil {
		err = kerr.ErrorForCode(joined.ErrorCode)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	sync := kmsg.NewPtrSyncGroupRequest()
	sync.Group, sync.MemberID, sync.Generation = "g", m.join.MemberID, joined.Generation
	if _, err := sync.RequestWith(context.Background(), m); err != nil {
		m.t.Fatal(err)
	}
	return joined.Generation
}

// beats sends heartbeats until the group rebalances.
func (m *member) beats(generation int32) {
	m.t.Helper()
	beat := kmsg.NewPtrHeartbeatRequest()
	beat.Group, beat.MemberID, beat.Generation = "g", m.join.MemberID, generation
	bound, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		answer, err := beat.RequestWith(bound, m)
		if err != nil {
			m.t.Fatalf("the others stay as they are: %v", err)
		}
		if answer.ErrorCode == kerr.RebalanceInProgress.Code {
			return
		}
	}
}

// Whoever dies while it waits for the others leaves the group with its session, as in Kafka.
func TestDeadBeforeTheRebalanceEnds(t *testing.T) {
	_, s := startCluster(t, "t=1", "")
	alter := kmsg.NewPtrIncrementalAlterConfigsRequest()
	shorter := kmsg.IncrementalAlterConfigsRequestResource{
		ResourceType: kmsg.ConfigResourceTypeBroker,
		Configs:      []kmsg.IncrementalAlterConfigsRequestResourceConfig{{Name: "group.min.session.timeout.ms", Value: kmsg.StringPtr("1")}},
	}
	alter.Resources = append(alter.Resources, shorter)
	if _, err := s.ask(1, alter); err != nil {
		t.Fatal(err)
	}
	stays := newMember(t, s, time.Minute)
	for range 10 { // the brokers may see one answer leave before they see the connection's end
		generation := stays.joins()
		dies := newMember(t, s, 50*time.Millisecond)
		go dies.join.RequestWith(context.Background(), dies)
		stays.beats(generation)
		dies.Close()
		generation = stays.joins() // with the one that is dead
		stays.beats(generation)
	}
}
