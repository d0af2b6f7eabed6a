package scenarios

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// anything is the name by which Find knows all of Anything, and anythingPrefix what the names of such scenarios begin with.
const (
	anything       = "anything"
	anythingPrefix = "direct-anything-"
)

// anythingListed is how many scenarios Anything returns, and anythingSeed the seed that all are drawn from by their numbers.
const (
	anythingListed = 12
	anythingSeed   = 6
)

// Anything returns the scenarios of a run's seed whose topology, workload and consumer are drawn: partitions, sizes,
// transactions, keys, compaction, instances, sinks, an ensemble. There is one for every number from 1 up, and Find knows them
// all by name: "direct-anything-731". Each seed from 1 up has numbers that no other one has. They are no part of Catalogue.
func Anything(seed uint64) []Scenario {
	var list []Scenario
	for n := range uint64(anythingListed) {
		number := (seed-1)*anythingListed + n
		list = append(list, drawScenario(1+int(number&(1<<62-1))))
	}
	return list
}

// Seeded are names for Find, with those that Anything has for a seed in place of the name "anything".
func Seeded(names []string, seed uint64) (list []string) {
	for _, name := range names {
		if name != anything {
			list = append(list, name)
			continue
		}
		for _, s := range Anything(seed) {
			list = append(list, s.Name)
		}
	}
	return list
}

// Nightly are names for Find: all of Catalogue, and of Anything for a seed.
func Nightly(seed uint64) (list []string) {
	for _, s := range slices.Concat(Catalogue(), Anything(seed)) {
		list = append(list, s.Name)
	}
	return list
}

// anythingNamed is the drawn scenario of that name.
func anythingNamed(name string) (Scenario, bool) {
	number, ok := strings.CutPrefix(name, anythingPrefix)
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || strconv.Itoa(n) != number {
		return Scenario{}, false
	}
	return drawScenario(n), true
}

// A sketch is a scenario while it is drawn.
type sketch struct {
	Scenario
	design  Design
	args    []string
	batches int // that may be in flight
	slow    bool
	words   []string
}

// drawScenario draws the scenario of that number.
func drawScenario(n int) Scenario {
	c := faults.Seeded(rand.NewPCG(anythingSeed, uint64(n)))
	s := &sketch{design: pick(c, designs[:], "design"), batches: 1}
	s.drawWorkload(c)
	s.drawConsumer(c)
	s.Name, s.Summary = anythingPrefix+strconv.Itoa(n), "direct consumer in a world that was drawn: "+strings.Join(s.words, ", ")
	s.Consumer = direct(s.design.sink, s.Workload, directV1)
	s.Consumer.Args = slices.Concat(s.Consumer.Args, s.args)
	s.Drains = true
	s.Model.Batch, s.Model.Concurrent = s.Workload.Batch*s.batches, s.batches > 1
	if s.design.reads != nil {
		s.design.reads(&s.Model)
	}
	s.Promise = s.promise()
	s.drawSpace()
	return s.finish()
}

// say adds to the summary.
func (s *sketch) say(format string, args ...any) {
	s.words = append(s.words, fmt.Sprintf(format, args...))
}

func (s *sketch) drawWorkload(c *faults.Choices) {
	w := &s.Workload
	w.Partitions, w.Batch = 1+c.IntN(5, "partitions"), pick(c, []int{2, 5, 20}, "batch")
	each := min(w.Batch*(2+c.IntN(6, "batches")), 60)
	w.Records, w.Size = w.Partitions*each, pick(c, []int{20, 60, 1000, 20000}, "size")
	s.say("%s, %d partitions of %d records of %d bytes in batches of %d", s.design.sink, w.Partitions, each, w.Size, w.Batch)
	if c.IntN(3, "later") == 0 {
		w.Later, w.LaterAt = w.Records, time.Duration(5+c.IntN(100, "later at"))*time.Millisecond
		s.say("and as many while it runs")
	}
	switch c.IntN(4, "kind of records") {
	case 0:
		w.Transaction = 3 + c.IntN(7, "transaction")
		s.say("transactions of %d, each second one aborted", w.Transaction)
	case 1:
		w.Keys = 1 + c.IntN(9, "keys")
		s.say("%d keys", w.Keys)
		if c.IntN(2, "compacted") == 1 {
			w.Compacted = Topic
			s.say("compacted")
		}
	}
	if c.IntN(4, "ensemble") == 0 {
		w.Ensemble = 3
		s.say("an ensemble of 3")
	}
}

// groups are the instances that a consumer may have, and whether they know of each other.
var groups = []struct {
	about     string
	instances []Instance
	args      []string
}{
	{}, {},
	{"two instances", together, shared},
	{"three instances", three, shared},
	{"a second copy", late, nil},
}

func (s *sketch) drawConsumer(c *faults.Choices) {
	g := pick(c, groups, "instances")
	s.Instances, s.args = g.instances, slices.Clone(g.args)
	if g.about != "" {
		s.say("%s", g.about)
	}
	switch c.IntN(5, "flow") {
	case 0:
		s.batches, s.args = 3, append(s.args, "--batch.concurrent", "3")
		s.say("three batches at once")
	case 1:
		s.batches, s.args = 3, append(s.args, "--commit.every", "3")
		s.say("offsets stored for three batches at once")
	}
	if s.slow = c.IntN(3, "slow sink") == 0; s.slow {
		s.say("a slow sink")
	}
	if c.IntN(4, "retention") == 0 {
		s.args = append(s.args, "--on_loss", "resume")
		s.Model.LossReport = lossReport
		s.say("records are deleted")
	}
}

func (s *sketch) promise() model.Promise {
	switch s.design.sink {
	case "append":
		return model.Promise{Guarantee: model.AtLeastOnce, Unordered: s.batches > 1}
	case "keyed":
		return model.Promise{Guarantee: model.ExactlyOnce, Unordered: true}
	}
	return model.Promise{Guarantee: model.ExactlyOnce}
}
