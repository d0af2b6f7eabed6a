package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// survey runs a scenario without faults, to learn what a consumer that nobody knows does: schedules that are drawn from
// the space that it returns strike where something happens. A consumer that does not even then come to the end of the
// topic is reported with what it printed.
func (s *Stage) survey(sc Scenario) (faults.Space, error) {
	behind := int64(0)
	if sc.Broken != nil {
		behind = sc.Broken.Behind
	}
	t, err := s.newTrial(sc, sc.Consumer, Case{Seed: stageSeed}, behind)
	if err != nil {
		return faults.Space{}, err
	}
	defer t.close()
	w := t.world
	start, before := w.Now(), len(w.Trace().Events())
	if t.play(nil); t.end != model.Drained {
		return faults.Space{}, fmt.Errorf("%s: nothing goes wrong, and yet in %v of virtual time the consumer does not store "+
			"offsets up to the ends of the partitions, as far as Model.Commits can read them%s",
			sc.Name, time.Duration(w.Now()-start), output(w))
	}
	events := untilLastCommit(w.Trace().Events()[before:], sc.Model.Commits)
	space := faults.Space{
		Outputs:    w.Find(consumerHost).Outputs,
		Within:     min(time.Duration(events[len(events)-1].Time-start), faultsMax+sc.Patience),
		Operations: operations(events),
		Links:      links(events),
	}
	for _, p := range w.Processes() {
		if isConsumer(p) && !slices.Contains(space.Processes, p.Name) {
			space.Processes = append(space.Processes, p.Name)
		}
	}
	if len(sc.Consumer.Builds) > 1 {
		for _, b := range sc.Consumer.Builds {
			space.Versions = append(space.Versions, b.Version)
		}
	}
	return space, nil
}

// untilLastCommit leaves out the rest, in which the consumer only waits. There is a commit, or the run would not have ended.
func untilLastCommit(events []trace.Event, commits func(trace.Event) []model.Commit) []trace.Event {
	if commits == nil {
		commits = model.AnyCommits
	}
	last := 0
	for i, e := range events {
		if len(commits(e)) > 0 {
			last = i
		}
	}
	return events[:last+1]
}

func ofConsumer(e trace.Event) bool { return isInstance(e.Str("client")) }

// operations are what the consumer asked of the services, in the order in which it first did. One during which a service
// recorded a fact about the consumer's data is a mutation.
func operations(events []trace.Event) []faults.Operation {
	var list []faults.Operation
	at := map[string]int{}       // in list, by operation
	underWay := map[string]int{} // in list, by service
	for _, e := range events {
		if !ofConsumer(e) {
			continue
		}
		switch e.Name {
		case "kafka.append", "kafka.offset", "redis.effect", "zookeeper.write", "http.effect", "hbase.effect":
			if i, ok := underWay[e.Proc]; ok {
				list[i].Mutation = true
			}
			continue
		}
		if e.Str("stage") != "received" {
			continue
		}
		i, known := at[e.Name]
		if !known {
			i = len(list)
			at[e.Name] = i
			list = append(list, faults.Operation{Op: e.Name, Errors: errorsOf(e.Name)})
		}
		list[i].Count++
		underWay[e.Proc] = i
	}
	return list
}

// links are those between the consumer and the services that it uses, and to a single one of the brokers.
func links(events []trace.Event) [][2][]string {
	used := map[string]bool{}
	for _, e := range events {
		if service, _, ok := strings.Cut(e.Name, "."); ok && ofConsumer(e) {
			used[service] = true
		}
	}
	var list [][2][]string
	for _, service := range []string{"zookeeper", "redis", "hbase", "http"} {
		if used[service] {
			list = append(list, [2][]string{{consumerHost}, {service}})
		}
	}
	if used["kafka"] {
		list = append(list, [2][]string{{consumerHost}, brokers}, [2][]string{{consumerHost}, brokers[1:2]})
	}
	return list
}

// fill gives the zero fields of a space what was learned.
func fill(space, learned faults.Space) faults.Space {
	if len(space.Processes) == 0 {
		space.Processes = learned.Processes
	}
	if space.Outputs == 0 {
		space.Outputs = learned.Outputs
	}
	if space.Within == 0 {
		space.Within = learned.Within
	}
	if len(space.Operations) == 0 {
		space.Operations = learned.Operations
	}
	if len(space.Links) == 0 {
		space.Links = learned.Links
	}
	if len(space.Versions) == 0 {
		space.Versions = learned.Versions
	}
	return space
}
