package offsets

import (
	"errors"
	"time"

	"github.com/go-zookeeper/zk"
)

// fate is what becomes of one request to a scripted ensemble.
type fate string

const (
	answered fate = "answered"
	unsent   fate = "no server"            // certainly not applied
	lost     fate = "lost"                 // the connection broke before the request came through
	unheard  fate = "applied, answer lost" // the connection broke after it came through
	late     fate = "applied later"        // the connection broke, and another server still applies it
	hung     fate = "never answered"       // not applied
)

// meet takes the next fate.
func (e *ensemble) meet() fate {
	if len(e.script) == 0 {
		return answered
	}
	f := e.script[0]
	e.script = e.script[1:]
	return f
}

// failure is the error of a fate, after the time that it takes.
func (f fate) failure() error {
	switch f {
	case unsent:
		return zk.ErrNoServer
	case hung:
		time.Sleep(time.Hour)
		return zk.ErrConnectionClosed
	case late:
		return errors.New("write tcp: broken pipe")
	}
	return zk.ErrConnectionClosed
}

// plan lets another consumer overtake at a node, if it names one, and sets the script of the requests to come. It returns
// the writes that were applied so far.
func (e *ensemble) plan(overtaken string, script []fate) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if overtaken != "" {
		n, ok := e.nodes[overtaken]
		if ok {
			n.version++
		}
		n.data = "999"
		e.nodes[overtaken] = n
		e.foreign = true
	}
	e.script = script
	return e.applied
}

// state returns the writes that were applied so far, and whether another consumer overtook.
func (e *ensemble) state() (applied int, foreign bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.applied, e.foreign
}

// The ensemble has no watches.

func (e *ensemble) GetW(node string) ([]byte, *zk.Stat, <-chan zk.Event, error) {
	data, stat, err := e.Get(node)
	return data, stat, nil, err
}

func (e *ensemble) ChildrenW(node string) ([]string, *zk.Stat, <-chan zk.Event, error) {
	names, stat, err := e.Children(node)
	return names, stat, nil, err
}

func (e *ensemble) ExistsW(node string) (bool, *zk.Stat, <-chan zk.Event, error) {
	_, stat, err := e.Get(node)
	return err == nil, stat, nil, nil
}
