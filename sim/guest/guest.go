// Package guest is what the services of a world (Kafka, ZooKeeper, Redis) call to tell the world what they are doing and
// to be told what goes wrong. Programs under test never import it.
//
// Inside a world every call reaches the simulator synchronously. In an ordinary process there is no world: every Point
// answers "go on", Record does nothing and Control never delivers, so a service built for a real machine simply serves.
package guest

import (
	"time"

	"github.com/onceover/onceover/sim/trace"
)

// A Stage is one of the three moments of an operation at which a service asks the world.
type Stage string

// The stages of an operation, in order.
const (
	Received Stage = "received" // before anything was applied
	Applied  Stage = "applied"  // applied, and the answer has not left
	Answered Stage = "answered" // the answer was written; the verdict is ignored
)

// An Action is what a service has to do with an operation.
type Action uint8

// The actions of a verdict.
const (
	GoOn  Action = iota
	Fail         // answer Verdict.Error; at Received without applying
	Drop         // close the connection without an answer; at Received without applying
	Delay        // wait for Verdict.Delay, then go on
	Half         // only at Applied: send half of the answer, and nothing after it, on a connection that stays open
)

// A Verdict is the world's answer at a point.
type Verdict struct {
	Action Action
	Error  string // for Fail, in the service's own terms
	Delay  time.Duration
}

// Hooks are the two calls of a service, as values, so that a service's test can stand in for the world.
type Hooks struct {
	Point  func(stage Stage, op string, client string, args ...trace.Arg) Verdict
	Record func(name string, client string, args ...trace.Arg)
}

// World returns the hooks of the world that the process runs in.
func World() Hooks { return Hooks{Point: Point, Record: Record} }

// Point reports that op (such as "redis.exec") of the connection from client reached a stage, and returns what to do.
// The world may do anything meanwhile, for example kill that client.
func Point(stage Stage, op string, client string, args ...trace.Arg) Verdict {
	return point(stage, op, client, args)
}

// Record adds a fact that the judge needs to the trace, such as "redis.effect".
func Record(name string, client string, args ...trace.Arg) {
	record(name, client, args)
}

// Control returns the world's messages to this process, JSON each, in order. The first call starts to receive them.
func Control() <-chan []byte { return control() }
