package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim"
)

// brokers are the brokers' host names and the process that is all of them.
var brokers = []string{"kafka-1", "kafka-2", "kafka-3"}

const (
	kafkaPort     = 9092
	zookeeperPort = 2181
	redisPort     = 6379
	consumerHost  = "consumer"
	stageSeed     = 1
)

// A Stage is a world in which the services are up and the first records are in the topic. Every case of its workload
// starts from a copy.
type Stage struct {
	library  *Library
	workload Workload
	world    *sim.World
}

// NewStage sets a stage. It fails where a service does not come up or the records are not taken.
func NewStage(l *Library, workload Workload, keepAll bool) (*Stage, error) {
	w := sim.New(sim.Config{Seed: stageSeed, KeepAll: keepAll}, sim.Quiet{})
	s := &Stage{library: l, workload: workload, world: w}
	for _, h := range append([]string{"zookeeper", "redis", "producer", consumerHost}, brokers...) {
		w.AddHost(h)
	}
	w.Start(sim.Launch{Name: "kafka", Hosts: brokers, Image: l.Image("kafka"), Args: []string{
		"--brokers", bootstrap(), "--topics", Topic + "=" + strconv.Itoa(workload.Partitions)}})
	w.Start(sim.Launch{Name: "zookeeper", Hosts: []string{"zookeeper"}, Image: l.Image("zookeeper")})
	w.Start(sim.Launch{Name: "redis", Hosts: []string{"redis"}, Image: l.Image("redis")})
	up := func(w *sim.World) bool {
		for _, b := range brokers {
			if !w.Listening(b, kafkaPort) {
				return false
			}
		}
		return w.Listening("zookeeper", zookeeperPort) && w.Listening("redis", redisPort)
	}
	if stop := w.Run(up); stop != sim.Done {
		return nil, fmt.Errorf("set stage: services do not come up: %s%s", stop, output(w))
	}
	p := w.Start(s.producer(workload.Records, 0, workload.Partitions))
	if stop := w.Run(func(*sim.World) bool { return !p.Alive() }); stop != sim.Done || p.Code != 0 {
		return nil, fmt.Errorf("set stage: producer ended with code %d (%s)%s", p.Code, stop, output(w))
	}
	return s, nil
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
	}}
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
