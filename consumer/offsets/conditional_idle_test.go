package offsets

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/consumer"
)

// forgetful is a medium that forgets what was not written for a week.
type forgetful map[consumer.Partition]remembered

type remembered struct {
	entry
	at time.Time
}

func (f forgetful) read(_ context.Context, ps []consumer.Partition) (map[consumer.Partition]entry, error) {
	held := map[consumer.Partition]entry{}
	for _, p := range ps {
		if e, ok := f[p]; ok && time.Since(e.at) < 7*24*time.Hour {
			held[p] = e.entry
		}
	}
	return held, nil
}

func (f forgetful) write(_ context.Context, _ int64, updates []update) error {
	for _, w := range updates {
		f[w.Partition] = remembered{w.entry, time.Now()}
	}
	return nil
}

// busy stores something of the second partition, now and then for days.
func busy(t *testing.T, c *conditional, days int, from int64) {
	t.Helper()
	for i := range int64(4 * days) {
		time.Sleep(6 * time.Hour)
		r := consumer.Range{Partition: two[1], From: from + i, Until: from + i + 1}
		if err := c.store(t.Context(), consumer.Commit{TopicID: seven, Number: i + 1, Ranges: []consumer.Range{r}}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestIdle has nothing come to a partition for longer than its medium remembers, through restarts after less than a day: its
// entry stays as it was, and another store that knows it may go on from it.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := forgetful{}
		open := func() *conditional {
			c := newConditional(m, Patience{})
			c.again = recommitAfter
			if _, err := c.load(t.Context(), two); err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := open()
		begin := consumer.Commit{TopicID: seven, Number: consumer.Beginning, Ranges: []consumer.Range{
			{Partition: two[1], From: consumer.None, Until: 0}, {Partition: two[0], From: consumer.None, Until: 3},
		}}
		if err := c.store(t.Context(), begin); err != nil {
			t.Fatal(err)
		}
		first, other := m[two[0]].entry, open()
		busy(t, c, 9, 0)
		if got := m[two[0]]; got.entry != first || time.Since(got.at) > recommitAfter {
			t.Errorf("after nine days: %+v", got)
		}
		for i := range int64(20) {
			c = open()
			time.Sleep(12 * time.Hour)
			busy(t, c, 1, 36+4*i)
		}
		r := consumer.Range{Partition: two[0], From: 3, Until: 4}
		if err := other.store(t.Context(), consumer.Commit{TopicID: seven, Number: 1, Ranges: []consumer.Range{r}}); err != nil {
			t.Error(err)
		}
	})
}

// TestIdleOfOthers leaves alone an entry that somebody else has written since, that of another topic of the same name, and
// one that is gone.
func TestIdleOfOthers(t *testing.T) {
	for name, change := range map[string]func(m forgetful, e remembered){
		"moved":            func(m forgetful, e remembered) { e.Offset, e.mark = 5, "another"; m[two[0]] = e },
		"of another topic": func(m forgetful, e remembered) { e.TopicID = consumer.TopicID{8}; m[two[0]] = e },
		"gone":             func(m forgetful, _ remembered) { delete(m, two[0]) },
	} {
		synctest.Test(t, func(t *testing.T) {
			m := forgetful{}
			c := newConditional(m, Patience{})
			c.again = recommitAfter
			_, err := c.load(t.Context(), two)
			err = errors.Join(err, c.store(t.Context(), consumer.Commit{TopicID: seven, Ranges: []consumer.Range{
				{Partition: two[1], From: consumer.None, Until: 0}, {Partition: two[0], From: consumer.None, Until: 3},
			}}))
			if err != nil {
				t.Fatal(err)
			}
			change(m, m[two[0]])
			after, was := m[two[0]]
			busy(t, c, 3, 0)
			if got, is := m[two[0]]; got != after || is != was {
				t.Errorf("%s: %+v, and it was %+v", name, got, after)
			}
		})
	}
}
