package sim

import "github.com/onceover/onceover/sim/trace"

// A Point is one stage of one operation at a service: "received", "applied" or "answered".
type Point struct {
	Service string // the service's incarnation, "redis#1"
	Stage   string
	Op      string // "redis.exec", "zookeeper.multi", "kafka.fetch"
	Client  string // incarnation that asked, "consumer#1", or its address where no process dialed from it
	Host    string // at which of the service's hosts, "zookeeper-2"; empty where nobody dialed it
	Args    []trace.Arg
}

// An Action is what a service is told to do with an operation.
type Action uint8

const (
	GoOn  Action = iota
	Fail         // answer an error: before the operation is applied, or although it was
	Drop         // close the connection without an answer
	Delay        // wait, then go on
	Half         // only at applied: send half of the answer, and nothing after it, on a connection that stays open
)

// A Verdict answers a Point.
type Verdict struct {
	Action Action
	Error  string // for Fail, in the service's own terms
	Delay  int64  // for Delay, nanoseconds
}

// A Controller decides what goes wrong and what follows. The world calls it at each moment at which a fault can be placed.
// It is plain data, so that a world can be copied; it must decide by nothing but what it is told.
type Controller interface {
	// Point is called while a service handles an operation; the service waits for the answer.
	Point(w *World, p Point) Verdict
	// Output is called when p's Outputs-th output has left it. True kills p there: nothing of it runs any more.
	Output(w *World, p *Process) bool
	// Ended is called when p exited, crashed or was killed.
	Ended(w *World, p *Process)
	// Alarm is called at a time that SetAlarm asked for.
	Alarm(w *World, tag int)
	// Copy returns a controller that goes on independently.
	Copy() Controller
}

// Quiet is the Controller under which nothing goes wrong.
type Quiet struct{}

// Point implements Controller.
func (Quiet) Point(*World, Point) Verdict { return Verdict{} }

// Output implements Controller.
func (Quiet) Output(*World, *Process) bool { return false }

// Ended implements Controller.
func (Quiet) Ended(*World, *Process) {}

// Alarm implements Controller.
func (Quiet) Alarm(*World, int) {}

// Copy implements Controller.
func (Quiet) Copy() Controller { return Quiet{} }

var _ Controller = Quiet{}
