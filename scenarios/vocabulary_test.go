package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// Whatever a scenario draws can be in its world, and nothing of that is called impossible.
func TestDrawnCasesPassTheCheck(t *testing.T) {
	for _, s := range All() {
		for i := range 300 {
			if c := s.DrawCase(3, i); s.Check(c) != nil {
				t.Fatalf("case %d of %s:\n%s%v", i, s.Name, c.Schedule, s.Check(c))
			}
		}
	}
}

// The vocabulary has every operation of ZooKeeper's wire format, no request that Kafka's does not know, and what the
// scenarios strike.
func TestVocabulary(t *testing.T) {
	kafka := map[string]bool{}
	for key := range kmsg.MaxKey + 1 {
		kafka[strings.ReplaceAll(strings.ToLower(kmsg.NameForKey(int16(key))), "_", "")] = true
	}
	for _, op := range strings.Fields(vocabulary["kafka"]) {
		if !kafka[strings.ReplaceAll(op, "_", "")] {
			t.Errorf("Kafka knows no %s", op)
		}
	}
	zookeeper := strings.Fields(vocabulary["zookeeper"])
	for op := wire.Op(-11); op < 200; op++ {
		if op.Known() && !slices.Contains(zookeeper, op.String()) {
			t.Errorf("ZooKeeper's %s is missing", op)
		}
	}
	for service, text := range vocabulary {
		if list := strings.Fields(text); !slices.IsSorted(list) || len(slices.Compact(list)) != len(strings.Fields(text)) {
			t.Errorf("the operations of %s are not in order, or one is there twice", service)
		}
	}
	for _, s := range All() {
		s.Space = faults.Space{}
		for i := range 50 {
			if c := s.DrawCase(5, i); s.Draw != nil && s.Check(c) != nil {
				t.Errorf("case %d of %s: %v", i, s.Name, s.Check(c))
			}
		}
	}
}

// Those errors are valid that the services and their clients know, and no others.
func TestValidErrors(t *testing.T) {
	known := []string{"NOT_LEADER_OR_FOLLOWER"}
	for code := int16(-1); code < 256; code++ {
		if e := kerr.TypedErrorForCode(code); e != nil && e.Code == code {
			known = append(known, e.Message)
		}
	}
	slices.Sort(known)
	if diff := cmp.Diff(known, validErrors()["kafka"]); diff != "" {
		t.Errorf("Kafka's (-want +got):\n%s", diff)
	}
	for _, code := range []wire.Code{
		wire.SystemError, wire.RuntimeInconsistency, wire.MarshallingError, wire.Unimplemented, wire.BadArguments, wire.NoNode,
		wire.NoAuth, wire.BadVersion, wire.NoChildrenForEphemerals, wire.NodeExists, wire.NotEmpty, wire.SessionExpired, wire.InvalidACL,
		wire.AuthFailed, wire.SessionMoved, wire.NotReadOnly, wire.NoWatcher, wire.ReconfigDisabled, wire.QuotaExceeded,
	} {
		if !slices.Contains(validErrors()["zookeeper"], strconv.Itoa(int(code))) {
			t.Errorf("ZooKeeper's %d is missing", code)
		}
	}
	for op, texts := range operationErrors {
		service, _, _ := strings.Cut(op, ".")
		for _, text := range texts {
			if valid := validErrors()[service]; valid != nil && !slices.Contains(valid, text) {
				t.Errorf("%s is to answer %q", op, text)
			}
		}
	}
}

// The judge knows the class of every kind of fault, and so what it may excuse.
func TestFaultsHaveClasses(t *testing.T) {
	known := map[faults.Kind]bool{}
	for _, term := range faults.Vocabulary {
		for _, k := range term.Kinds {
			known[k] = true
			if c := model.FaultClasses[string(k)]; !slices.Contains(model.Classes, c) {
				t.Errorf("%s is of class %q", k, c)
			}
		}
	}
	for kind := range model.FaultClasses {
		if !known[faults.Kind(kind)] {
			t.Errorf("no fault is of kind %s", kind)
		}
	}
}
