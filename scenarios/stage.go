package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/sim"
)

// brokers are the brokers' host names and the process that is all of them.
var brokers = []string{"kafka-1", "kafka-2", "kafka-3"}

// instances are the hosts of consumers, and the names of their processes.
var instances = []string{"consumer", "consumer2", "consumer3"}

const (
	kafkaPort     = 9092
	zookeeperPort = 2181
	redisPort     = 6379
	consumerHost  = "consumer"
	stageSeed     = 1
	worldTimeMax  = 366 * 24 * time.Hour // each case has narrower bounds
)

// beside are the services of some worlds, and their ports.
var beside = map[string]uint16{"hbase": 8080, "http": 8081}

// A Stage is a world in which the services are up and the first records are in the topic. Every case of its workload
// starts from a copy.
type Stage struct {
	library  *Library
	workload Workload
	world    *sim.World
	limit    uint64 // of events: a case that has more is given up, as if the consumer were stuck; 0 means none
}

// NewStage sets a stage. It fails where a service does not come up or the records are not taken.
func NewStage(l *Library, workload Workload, keepAll bool) (*Stage, error) {
	w := sim.New(sim.Config{Seed: stageSeed, KeepAll: keepAll, TimeMax: int64(worldTimeMax)}, sim.Quiet{})
	s := &Stage{library: l, workload: workload, world: w}
	for _, h := range slices.Concat(workload.members(), []string{"redis", "producer"}, instances, brokers, workload.beside()) {
		w.AddHost(h)
	}
	w.Start(sim.Launch{Name: "kafka", Hosts: brokers, Image: l.Image("kafka"), Args: workload.kafkaArgs()})
	w.Start(sim.Launch{Name: "zookeeper", Hosts: workload.members(), Image: l.Image("zookeeper"), Args: workload.zookeeperArgs()})
	for _, name := range append([]string{"redis"}, workload.beside()...) {
		w.Start(sim.Launch{Name: name, Hosts: []string{name}, Image: l.Image(name)})
	}
	if stop := w.Run(workload.isServed); stop != sim.Done {
		return nil, fmt.Errorf("set stage: services do not come up: %s%s", stop, output(w))
	}
	p := w.Start(s.producer(workload.Records, 0, workload.Partitions))
	if stop := w.Run(func(*sim.World) bool { return !p.Alive() }); stop != sim.Done || p.Code != 0 {
		return nil, fmt.Errorf("set stage: producer ended with code %d (%s)%s", p.Code, stop, output(w))
	}
	return s, nil
}

func (w Workload) kafkaArgs() []string {
	topics := Topic + "=" + strconv.Itoa(w.Partitions)
	if w.Topics != "" {
		topics += "," + w.Topics
	}
	args := []string{"--brokers", bootstrap(), "--topics", topics}
	if w.Compacted != "" {
		args = append(args, "--compacted", w.Compacted)
	}
	if w.Truncatable {
		args = append(args, "--data", "/kafka")
	}
	return args
}

// members are the hosts of ZooKeeper.
func (w Workload) members() []string {
	if w.Ensemble == 0 {
		return []string{"zookeeper"}
	}
	var list []string
	for i := range w.Ensemble {
		list = append(list, "zookeeper-"+strconv.Itoa(i+1))
	}
	return list
}

// zookeeperArgs are none for a single server.
func (w Workload) zookeeperArgs() []string {
	if w.Ensemble == 0 {
		return nil
	}
	return []string{"-listen", w.zookeeper()}
}

// zookeeper is where ZooKeeper serves.
func (w Workload) zookeeper() string {
	var list []string
	for _, m := range w.members() {
		list = append(list, m+":"+strconv.Itoa(zookeeperPort))
	}
	return strings.Join(list, ",")
}

// beside is the service that the world has beside the usual ones, or none.
func (w Workload) beside() []string {
	if w.Beside == "" {
		return nil
	}
	return []string{w.Beside}
}

// isServed reports whether all services can be reached.
func (w Workload) isServed(world *sim.World) bool {
	for _, b := range brokers {
		if !world.Listening(b, kafkaPort) {
			return false
		}
	}
	for _, name := range w.beside() {
		if !world.Listening(name, beside[name]) {
			return false
		}
	}
	for _, m := range w.members() {
		if !world.Listening(m, zookeeperPort) {
			return false
		}
	}
	return world.Listening("redis", redisPort)
}

// Watch has f called before each step of a process in every case; see sim.World.Watch.
func (s *Stage) Watch(f func(p *sim.Process, now int64)) { s.world.Watch(f) }

// Close gives the stage's processes back.
func (s *Stage) Close() { s.world.Close() }

// later is the producer of what comes while the consumer runs. Its records go on behind the last of each partition, or
// leave a gap in their sequences where they go to more partitions.
func (s *Stage) later() sim.Launch {
	load := s.workload
	first, partitions := load.Records, load.Partitions
	if n := load.LaterPartitions; n > partitions {
		first, partitions = n*((first+partitions-1)/partitions), n
	}
	return s.producer(load.Later, first, partitions)
}

func (s *Stage) producer(records, first, partitions int) sim.Launch {
	return sim.Launch{Name: "producer", Hosts: []string{"producer"}, Image: s.library.Image("producer"), Args: []string{
		"--brokers", bootstrap(), "--topic", Topic,
		"--partitions", strconv.Itoa(partitions),
		"--records", strconv.Itoa(records), "--first", strconv.Itoa(first),
		"--size", strconv.Itoa(s.workload.Size), "--transaction", strconv.Itoa(s.workload.Transaction),
		"--keys", strconv.Itoa(s.workload.Keys), "--interval", s.interval().String(),
	}}
}

// interval is the producer's pause between two records: some, where each is to be in a batch of its own.
func (s *Stage) interval() time.Duration {
	if s.workload.Keys > 0 {
		return time.Millisecond
	}
	return 0
}

func bootstrap() string {
	addresses := make([]string, len(brokers))
	for i, b := range brokers {
		addresses[i] = fmt.Sprintf("%s:%d", b, kafkaPort)
	}
	return strings.Join(addresses, ",")
}

// output is the last that the processes printed, for an error.
func output(w *sim.World) string {
	var b strings.Builder
	for _, p := range w.Processes() {
		if text := p.LastOutput(); text != "" {
			fmt.Fprintf(&b, "\n%s: %s", p.ID(), strings.TrimSpace(text))
		}
	}
	return b.String()
}
