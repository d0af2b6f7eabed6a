package hazards

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/wire"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

var drop = zookeeper.Verdict{Action: zookeeper.Drop}

// children are the names below a znode, as the server has them.
func (r *rig) children(path string) (names []string) {
	for p := range r.srv.Tree() {
		if name, ok := strings.CutPrefix(p, path+"/"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// TestH7RepeatedSequentialCreateMakesTwo: a sequential create that is repeated after its answer was lost leaves two znodes.
//
// Why: the server gives each create the next number, and cannot know that it is a repetition.
//
// Do: put a name of your own into the path, and look for it before you repeat; CreateProtectedEphemeralSequential does so, in the limits of the next two rows.
func TestH7RepeatedSequentialCreateMakesTwo(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/q")
		r.next(zookeeper.Applied, "create", drop)
		_, err := r.Create("/q/job-", nil, zk.FlagSequence, open)
		if err != zk.ErrConnectionClosed {
			t.Fatal(err)
		}
		r.settle()
		if _, err = r.Create("/q/job-", nil, zk.FlagSequence, open); err != nil {
			t.Fatal(err)
		}
		if got := r.children("/q"); !slices.Equal(got, []string{"job-0000000000", "job-0000000001"}) {
			t.Errorf(mended+"%q", got)
		}
	})
}

// TestH7ProtectedCreateLeavesAnOrphan: CreateProtectedEphemeralSequential returns an error and leaves its znode behind, if the write of its request fails after the bytes have left.
//
// Why: it looks for what it created only after ErrConnectionClosed, and a failed write is another error.
//
// Do: after any other error than a refusal of the server, look for a child of your own session (its ephemeralOwner) and delete it.
func TestH7ProtectedCreateLeavesAnOrphan(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/q")
		r.wire.set(failing(wire.OpCreate, true))
		_, err := r.CreateProtectedEphemeralSequential("/q/job-", nil, open)
		r.settle()
		if n := len(r.children("/q")); err == nil || n != 1 {
			t.Errorf(mended+"%v, and %d znodes", err, n)
		}
	})
}

// TestH7ProtectedCreatePanicsOnAStrangersName: CreateProtectedEphemeralSequential panics in its caller, if it has to search and anybody has put a child there that begins with _c_ and goes on for fewer than 32 characters.
//
// Why: it cuts 32 characters after the prefix without looking at the length.
//
// Do: let nobody else create below the paths of locks and queues (ACLs); recover around the call if others can.
func TestH7ProtectedCreatePanicsOnAStrangersName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, zookeepertest.NewServer(t), 2) // it searches at once
		r.make("/q", "/q/_c_short")
		r.next(zookeeper.Received, "create", drop)
		defer func() {
			if p := fmt.Sprint(recover()); !strings.Contains(p, "slice bounds out of range") {
				t.Errorf(mended+"recovered %s", p)
			}
		}()
		r.CreateProtectedEphemeralSequential("/q/job-", nil, open)
	})
}

// TestH11LockWaitsForItsOwnOrphan: after an error of Lock, the next Lock of the same session waits for a znode that the first one left behind, for ever.
//
// Why: Lock creates its znode first, and returns an error of the read after it without deleting it. And no Lock can be cancelled.
//
// Do: after an error of Lock, end the session and connect anew, or delete the children whose ephemeralOwner is your session; call Lock in a goroutine that you can leave behind.
func TestH11LockWaitsForItsOwnOrphan(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/lock")
		r.next(zookeeper.Received, "getChildren2", drop)
		if err := zk.NewLock(r.Conn, "/lock", open).Lock(); err != zk.ErrConnectionClosed {
			t.Fatalf("first lock: %v", err)
		}
		r.settle()
		done := make(chan error, 1)
		go func() { done <- zk.NewLock(r.Conn, "/lock", open).Lock() }()
		time.Sleep(time.Hour)
		names := r.children("/lock")
		if len(done) != 0 || len(names) != 2 {
			t.Fatalf(mended+"%d locks are held, of %q", len(done), names)
		}
		for path, z := range r.srv.Tree() { // the orphan is the older one
			if strings.HasPrefix(path, "/lock/") && strings.HasSuffix(path, "0000000000") && z.Stat.EphemeralOwner == r.SessionID() {
				r.Delete(path, -1)
			}
		}
		if err := <-done; err != nil {
			t.Errorf("without the orphan: %v", err)
		}
	})
}

// TestH11UnlockThatIsCutOffCannotBeRepeated: after an Unlock whose answer was lost, the lock object can neither be locked nor unlocked again.
//
// Why: Unlock forgets the lock only after a success; a second one finds no znode to delete.
//
// Do: throw the object away after any error of Unlock, and make a new one with zk.NewLock.
func TestH11UnlockThatIsCutOffCannotBeRepeated(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/lock")
		l := zk.NewLock(r.Conn, "/lock", open)
		if err := l.Lock(); err != nil {
			t.Fatal(err)
		}
		r.next(zookeeper.Applied, "delete", drop)
		first := l.Unlock()
		r.settle()
		second, lock := l.Unlock(), l.Lock()
		if first != zk.ErrConnectionClosed || second != zk.ErrNoNode || lock != zk.ErrDeadlock {
			t.Errorf(mended+"unlock: %v, then %v; lock: %v", first, second, lock)
		}
		if err := zk.NewLock(r.Conn, "/lock", open).Lock(); err != nil {
			t.Errorf("a new object: %v", err)
		}
	})
}

// TestH11TwoHoldOneLock: whoever lost the session still holds the lock, as far as its object knows, while another has it.
//
// Why: the znode goes with the session, and nothing tells the object.
//
// Do: watch the session's events, and give the lock up yourself (H12); let what the lock protects check a number that grows with each holder, such as the czxid of the lock's znode.
func TestH11TwoHoldOneLock(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/lock")
		mine := zk.NewLock(r.Conn, "/lock", open)
		if err := mine.Lock(); err != nil {
			t.Fatal(err)
		}
		other := r.another()
		r.srv.ExpireSession(r.SessionID())
		if err := zk.NewLock(other.Conn, "/lock", open).Lock(); err != nil {
			t.Fatal(err)
		}
		if err := mine.Lock(); err != zk.ErrDeadlock { // it says that it is held
			t.Errorf(mended+"the first holder's object says %v", err)
		}
	})
}
