package offsets

import (
	"errors"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
)

// TestKafkaContract holds the store to the contract with brokers of several ages.
func TestKafkaContract(t *testing.T) {
	for name, versions := range map[string]*kversion.Versions{
		"2.1": kversion.V2_1_0(), "2.8": kversion.V2_8_0(), "3.9": kversion.V3_9_0(), "4.1": kversion.V4_1_0(),
	} {
		t.Run(name, func(t *testing.T) {
			c, id := cluster(t, kfake.MaxVersions(versions))
			holdToContract(t, id, func() consumer.Store {
				k, _ := openKafka(t, c)
				return k
			})
		})
	}
}

// TestKafkaErrors has brokers answer with errors: those that pass are waited for, a group with members fences, and others
// end the Store. None is taken for an offset that does not exist.
func TestKafkaErrors(t *testing.T) {
	for _, x := range []struct {
		key       kmsg.Key
		code      *kerr.Error
		partition bool // only of one
		passes    bool
		fences    bool
	}{
		{key: kmsg.OffsetCommit, code: kerr.NotCoordinator, passes: true},
		{key: kmsg.OffsetCommit, code: kerr.CoordinatorLoadInProgress, passes: true},
		{key: kmsg.OffsetCommit, code: kerr.CoordinatorNotAvailable, partition: true, passes: true},
		{key: kmsg.OffsetCommit, code: kerr.RequestTimedOut, passes: true},
		{key: kmsg.OffsetCommit, code: kerr.UnknownTopicOrPartition, partition: true, passes: true},
		{key: kmsg.OffsetCommit, code: kerr.OffsetMetadataTooLarge, partition: true},
		{key: kmsg.OffsetCommit, code: kerr.GroupAuthorizationFailed},
		{key: kmsg.OffsetCommit, code: kerr.TopicAuthorizationFailed, partition: true},
		{key: kmsg.OffsetCommit, code: kerr.UnknownMemberID, fences: true},
		{key: kmsg.OffsetCommit, code: kerr.IllegalGeneration, fences: true},
		{key: kmsg.OffsetFetch, code: kerr.UnstableOffsetCommit, partition: true, passes: true},
		{key: kmsg.OffsetFetch, code: kerr.CoordinatorLoadInProgress, passes: true},
		{key: kmsg.OffsetFetch, code: kerr.GroupAuthorizationFailed},
		{key: kmsg.OffsetFetch, code: kerr.TopicAuthorizationFailed, partition: true},
		{key: kmsg.FindCoordinator, code: kerr.CoordinatorNotAvailable, passes: true},
		{key: kmsg.FindCoordinator, code: kerr.GroupAuthorizationFailed},
	} {
		t.Run(fmt.Sprintf("%s %s", x.key.Name(), x.code.Message), func(t *testing.T) {
			c, id := cluster(t)
			k, _ := openKafka(t, c)
			commit := consumer.Commit{TopicID: id, Number: 1, Ranges: []consumer.Range{
				{Partition: two[0], From: 2, Until: 3, Epoch: 1}, {Partition: two[1], From: consumer.None, Until: 4, Epoch: 1},
			}}
			other, _ := openKafka(t, c)
			if err := advance(t.Context(), id, loaded(t, other), two[0], consumer.None, 2); err != nil {
				t.Fatal(err)
			}
			if x.key != kmsg.FindCoordinator { // which is asked for at the first Load
				loaded(t, k)
			}
			fault := kfake.Fault{Keys: []kmsg.Key{x.key}, Err: x.code, Count: 3, Group: "g"}
			if x.partition {
				fault.Topic, fault.Partitions = "t", []int32{1}
			}
			h := c.Fault(fault)
			_, err := k.Load(t.Context(), two)
			if err == nil {
				err = k.Store(t.Context(), commit)
			}
			if x.passes != (err == nil) || x.fences != errors.Is(err, consumer.ErrFenced) || h.Hits() == 0 {
				t.Fatalf("after %d hits: %v", h.Hits(), err)
			}
			if err != nil {
				return
			}
			expectPositions(t, other, map[consumer.Partition]consumer.Position{
				two[0]: {Offset: 3, Epoch: 1, TopicID: id}, two[1]: {Offset: 4, Epoch: 1, TopicID: id},
			})
		})
	}
}

// TestKafkaBegins has a broker refuse one of two partitions that begin: the last one, which says that the group has begun,
// does not begin before the other.
func TestKafkaBegins(t *testing.T) {
	c, id := cluster(t)
	k, _ := openKafka(t, c)
	loaded(t, k)
	c.Fault(kfake.Fault{
		Keys: []kmsg.Key{kmsg.OffsetCommit}, Err: kerr.OffsetMetadataTooLarge, Count: 3, Group: "g", Topic: "t", Partitions: []int32{two[0].ID},
	})
	begin := consumer.Commit{TopicID: id, Ranges: []consumer.Range{
		{Partition: two[0], From: consumer.None, Until: 3, Epoch: 1}, {Partition: two[1], From: consumer.None, Until: 4, Epoch: 1},
	}}
	if err := k.Store(t.Context(), begin); !errors.Is(err, kerr.OffsetMetadataTooLarge) {
		t.Errorf("error %v", err)
	}
	expectPositions(t, k, map[consumer.Partition]consumer.Position{})
}

// TestKafkaCoordinatorMoves stores on while the group's coordinator is elsewhere each time.
func TestKafkaCoordinatorMoves(t *testing.T) {
	c, id := cluster(t)
	k, _ := openKafka(t, c)
	loaded(t, k)
	for i := int64(-1); i < 10; i++ {
		if err := advance(t.Context(), id, k, two[0], i, i+1); err != nil {
			t.Fatal(err)
		}
		c.RehashCoordinators()
	}
}

// TestKafkaStore holds the store to its promises whatever becomes of its commits: success means that the offset is there,
// and being fenced that somebody else wrote.
func TestKafkaStore(t *testing.T) {
	c, id := cluster(t)
	k, w := openKafka(t, c)
	tool, _ := openKafka(t, c)
	fates := rapid.SampledFrom([]fateOfCommit{commitAnswered, commitLost, commitUnheard})
	rapid.Check(t, func(r *rapid.T) {
		stored, err := k.Load(t.Context(), two)
		if err != nil {
			r.Fatal(err)
		}
		from := consumer.None
		if at, ok := stored[two[0]]; ok {
			from = at.Offset
		}
		overtaken := rapid.IntRange(0, 3).Draw(r, "overtaken") == 0
		if overtaken {
			commitAs(t, tool.client, id, from+1, nil)
		}
		w.plan(rapid.SliceOfN(fates, 0, 4).Draw(r, "script")...)
		err = advance(t.Context(), id, k, two[0], from, from+1)
		if overtaken != errors.Is(err, consumer.ErrFenced) || !overtaken && err != nil {
			r.Fatalf("overtaken %v: %v", overtaken, err)
		}
		after, err := k.Load(t.Context(), two)
		if err != nil || after[two[0]].Offset != from+1 || !overtaken && w.sent != 1 {
			r.Fatalf("found %v after %d commits, error %v", after, w.sent, err)
		}
	})
}
