package offsets

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// mortal is a store of a process that dies before one of its requests.
type mortal struct {
	inner consumer.Store
	life  *int // requests that are left to the process
}

func (m mortal) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	if *m.life--; *m.life < 0 {
		return nil, errCrash
	}
	return m.inner.Load(ctx, partitions)
}

func (m mortal) Store(ctx context.Context, c consumer.Commit) error {
	if *m.life--; *m.life < 0 {
		return errCrash
	}
	return m.inner.Store(ctx, c)
}

// opening says how each kind of store is opened, for a group, by a process of its own.
type opening map[string]func(group string) consumer.Store

func openings(t *testing.T) (opening, consumer.TopicID) {
	kafka, id := cluster(t)
	client, err := kgo.NewClient(kgo.SeedBrokers(kafka.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	hbase, dir := startHBase(t), t.TempDir()
	made(t, hbase, "offsets")
	z, err := Dial(ZooKeeperOptions{Servers: zookeepertest.NewLoopbackServer(t).Addr(), Group: "g"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(z.Close)
	return opening{
		"zookeeper": func(group string) consumer.Store {
			return newZooKeeper(z.client, ZooKeeperOptions{Group: group, SessionTimeout: time.Minute}, newMember(group, "h"))
		},
		"kafka": func(group string) consumer.Store { return NewKafka(client, group, patient) },
		"hbase": func(group string) consumer.Store {
			h, err := NewHBase(HBaseOptions{URL: hbase, Table: "offsets", Group: group, Patience: patient})
			if err != nil {
				t.Fatal(err)
			}
			return h
		},
		"file": func(group string) consumer.Store { return NewFile(filepath.Join(dir, group), group, patient) },
	}, id
}

// journey is a group on its way from one kind of store to another.
type journey struct {
	*testing.T
	id       consumer.TopicID
	open     func(life *int) *Migration // by another process
	at       map[consumer.Partition]int64
	turnings int // crashes that left the group between its stores
}

// immortal is the life of a process that does not die.
func immortal() *int { return new(1 << 30) }

// consume checks that a new process finds what was stored last, and stores more in each partition.
func (j *journey) consume(when string) *Migration {
	j.Helper()
	m := j.open(immortal())
	held, err := m.Load(j.Context(), two)
	if err != nil {
		j.Fatalf("%s: %v", when, err)
	}
	for _, p := range two {
		if at := held[p]; at.Offset != j.at[p] || at.TopicID != j.id {
			j.Fatalf("%s: %v is at %v, want %d", when, p, at, j.at[p])
		}
		j.store(when, m, p)
	}
	return m
}

func (j *journey) store(when string, m *Migration, p consumer.Partition) {
	j.Helper()
	if err := advance(j.Context(), j.id, m, p, j.at[p], j.at[p]+3); err != nil {
		j.Fatalf("%s: %v", when, err)
	}
	j.at[p] += 3
}

// fall has a consumer die behind its write to the store that leads.
func (j *journey) fall(when string) {
	j.Helper()
	life := immortal()
	m := j.open(life)
	if _, err := m.Load(j.Context(), two); err != nil {
		j.Fatalf("%s: %v", when, err)
	}
	*life = 1
	if err := advance(j.Context(), j.id, m, two[0], j.at[two[0]], j.at[two[0]]+2); err != nil && !errors.Is(err, errCrash) {
		j.Fatalf("%s: %v", when, err)
	}
	j.at[two[0]] += 2
}

// step goes from a phase to the next one: by processes that die before each of their requests, after each of which the
// group is brought to one of the two phases, and back; and then by one that lives.
func (j *journey) step(from, to Phase) {
	for life := 0; ; life++ {
		done := false
		for _, then := range []Phase{from, to} {
			when := fmt.Sprintf("%d requests on the way from %s to %s, and then to %s", life, from, to, then)
			running := j.consume(when)
			if then == to {
				j.fall(when)
			}
			err := j.open(new(life)).Move(j.Context(), two, to)
			if done = err == nil; err != nil && !errors.Is(err, errCrash) {
				j.Fatalf("%s: %v", when, err)
			}
			if _, err := j.open(immortal()).Load(j.Context(), two); errors.Is(err, ErrTurning) {
				j.turnings++
			}
			j.move(when, then)
			// Whoever runs on is refused, or what it stored counts.
			if err := advance(j.Context(), j.id, running, two[1], j.at[two[1]], j.at[two[1]]+1); err == nil {
				j.at[two[1]]++
			} else if !errors.Is(err, consumer.ErrFenced) {
				j.Fatalf("%s: %v", when, err)
			}
			j.consume(when)
			j.move(when, from)
		}
		if done {
			j.move("the last time", to)
			return
		}
	}
}

func (j *journey) move(when string, to Phase) {
	j.Helper()
	if err := j.open(immortal()).Move(j.Context(), two, to); err != nil {
		j.Fatalf("%s: to %s: %v", when, to, err)
	}
}

// TestMigrationBetweenStores moves a group from each kind of store to each other one and back, with crashes everywhere. No
// offset is lost or goes back.
func TestMigrationBetweenStores(t *testing.T) {
	opens, id := openings(t)
	for old := range opens {
		for target := range opens {
			if old == target {
				continue
			}
			name := old + "-to-" + target
			journal := shelf{}
			t.Run(name, func(t *testing.T) {
				j := &journey{T: t, id: id, at: map[consumer.Partition]int64{two[0]: 7, two[1]: 0}}
				j.open = func(life *int) *Migration {
					return NewMigration(MigrationOptions{
						Old: mortal{opens[old](name), life}, New: mortal{opens[target](name), life},
						Journal: mortal{&handle{journal, map[consumer.Partition]int{}, func() error { return nil }}, life}, Name: "t",
					})
				}
				begin := loaded(t, j.open(immortal()))
				for _, p := range two {
					if err := advance(t.Context(), id, begin, p, consumer.None, j.at[p]); err != nil {
						t.Fatal(err)
					}
				}
				way := []Phase{OldOnly, OldLeads, NewLeads, NewOnly, NewLeads, OldLeads, OldOnly}
				for i, to := range way[1:] {
					j.step(way[i], to)
				}
				if j.turnings < 12 {
					t.Errorf("was between the stores only %d times", j.turnings)
				}
			})
		}
	}
}
