package faults

import "time"

type faultJSON struct {
	Fault   Kind       `json:"fault"`
	Process string     `json:"process,omitempty"`
	Between [][]string `json:"between,omitempty"` // two sides
	Host    string     `json:"host,omitempty"`
	Error   string     `json:"error,omitempty"`
	Member  int        `json:"member,omitempty"`
	By      duration   `json:"by,omitzero"`
	Path    string     `json:"path,omitempty"`
	Data    string     `json:"data,omitempty"`
	topicJSON
	At      placeJSON    `json:"at"`
	For     duration     `json:"for,omitzero"`
	Restart *restartJSON `json:"restart,omitempty"`
}

// topicJSON is what is said of a topic; its fields stand beside the others.
type topicJSON struct {
	Topic      string `json:"topic,omitempty"`
	Partition  int    `json:"partition,omitempty"`
	Offset     int64  `json:"offset,omitempty"`
	Partitions int    `json:"partitions,omitempty"`
	Node       int    `json:"node,omitempty"`
}

type placeJSON struct {
	Time       *duration `json:"time,omitempty"`
	Process    string    `json:"process,omitempty"`
	Output     int       `json:"output,omitempty"`
	Service    string    `json:"service,omitempty"`
	Op         string    `json:"op,omitempty"`
	Stage      string    `json:"stage,omitempty"`
	Client     string    `json:"client,omitempty"`
	Occurrence int       `json:"occurrence,omitempty"`
}

type restartJSON struct {
	After   duration `json:"after"`
	Version string   `json:"version,omitempty"`
}

// duration is written as "1.5s", exact to the nanosecond.
type duration time.Duration

func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = duration(v)
	return err
}

func (f Fault) toJSON() faultJSON {
	out := faultJSON{
		Fault: f.Kind, Process: f.Process, Host: f.Host, Error: f.Error, Member: f.Member, By: duration(f.By), For: duration(f.For),
		Path: f.Path, Data: f.Data,
		At: placeJSON{
			Process: f.At.Process, Output: f.At.Output, Service: f.At.Service, Op: f.At.Op, Stage: f.At.Stage,
			Client: f.At.Client, Occurrence: f.At.Occurrence,
		},
	}
	out.topicJSON = topicJSON{f.Topic, f.Partition, f.Offset, f.Partitions, f.Node}
	if f.At.isTime() {
		at := duration(f.At.Time)
		out.At.Time = &at
	}
	if r, _ := ruleOf(f.Kind); r.hosts {
		out.Between = f.Hosts[:]
	}
	if f.Restart != nil {
		out.Restart = &restartJSON{duration(f.Restart.After), f.Restart.Version}
	}
	return out
}

func (in faultJSON) fault() (Fault, error) {
	f := Fault{
		Kind: in.Fault, Process: in.Process, Host: in.Host, Error: in.Error, Member: in.Member, By: time.Duration(in.By),
		For: time.Duration(in.For), Path: in.Path, Data: in.Data,
		At: Place{
			Process: in.At.Process, Output: in.At.Output, Service: in.At.Service, Op: in.At.Op, Stage: in.At.Stage,
			Client: in.At.Client, Occurrence: in.At.Occurrence,
		},
	}
	f.Topic, f.Partition, f.Offset, f.Partitions, f.Node = in.Topic, in.Partition, in.Offset, in.Partitions, in.Node
	switch {
	case in.At.Time != nil:
		f.At.Time = time.Duration(*in.At.Time)
	case f.At.isTime() && f.At.Output == 0:
		return Fault{}, inField("at", "the place is none of a time, an output and an operation")
	}
	switch len(in.Between) {
	case 0:
	case 2:
		f.Hosts = [2][]string(in.Between)
	default:
		return Fault{}, inField("between", "a partition between %d sets of hosts, want 2", len(in.Between))
	}
	if in.Restart != nil {
		f.Restart = &Restart{time.Duration(in.Restart.After), in.Restart.Version}
	}
	return f, nil
}
