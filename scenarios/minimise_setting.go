package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/internal/strict"
)

// A Setting is what a case runs in where that is less than its scenario has: a workload, and the instances of the consumer.
type Setting struct {
	Workload  Workload `json:"workload"`
	Instances []string `json:"instances,omitempty"` // that run; none means all of the scenario
}

// Setting is what the scenario itself has.
func (s Scenario) Setting() Setting { return Setting{Workload: s.Workload} }

// In is the scenario in another setting; nil means its own. The arguments of its programs stay as they are.
func (s Scenario) In(x *Setting) (Scenario, error) {
	if x == nil {
		return s, nil
	}
	if err := x.Workload.validate(); err != nil {
		return s, err
	}
	s.Workload = x.Workload
	var err error
	if s.Instances, err = x.among(s.Instances); err != nil {
		return s, err
	}
	s.Columns = slices.Clone(s.Columns)
	for i := range s.Columns {
		if s.Columns[i], err = s.Columns[i].In(x); err != nil {
			return s, err
		}
	}
	return s, nil
}

// among picks the instances of the setting.
func (x *Setting) among(list []Instance) ([]Instance, error) {
	if len(x.Instances) == 0 {
		return list, nil
	}
	names := instanceNames(list)
	for _, name := range x.Instances {
		if !slices.Contains(names, name) {
			return nil, &strict.FieldError{Field: "instances", Err: fmt.Errorf("no instance %q, there is %s", name, strings.Join(names, ", "))}
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(i Instance) bool { return !slices.Contains(x.Instances, i.Name) }), nil
}

func instanceNames(list []Instance) (names []string) {
	for _, i := range list {
		names = append(names, i.Name)
	}
	return names
}

// What a workload may have at most: a run of it is to end, in memory that a machine has.
const (
	mostPartitions = 1_000
	mostRecords    = 1_000_000
	mostBytes      = 1 << 20 // of a value, as brokers take it by default
	mostMembers    = 9
	mostWait       = 366 * 24 * time.Hour // of virtual time, until later records
)

// validate reports what makes no sense in a workload.
func (w Workload) validate() error {
	for _, field := range []struct {
		name               string
		value, least, most int
	}{
		{"partitions", w.Partitions, 1, mostPartitions}, {"records", w.Records, 0, mostRecords}, {"later", w.Later, 0, mostRecords},
		{"later_at", int(w.LaterAt), 0, int(mostWait)}, {"later_partitions", w.LaterPartitions, 0, mostPartitions},
		{"transaction", w.Transaction, 0, mostRecords}, {"size", w.Size, 0, mostBytes}, {"keys", w.Keys, 0, mostRecords},
		{"batch", w.Batch, 1, mostRecords}, {"ensemble", w.Ensemble, 0, mostMembers},
	} {
		if field.value < field.least || field.value > field.most {
			return &strict.FieldError{Field: "workload." + field.name, Err: fmt.Errorf("%d, want %d to %d", field.value, field.least, field.most)}
		}
	}
	if w.Beside != "" && beside[w.Beside] == 0 {
		known := strings.Join(sortedKeys(beside), ", ")
		return &strict.FieldError{Field: "workload.beside", Err: fmt.Errorf("no service %q, there is %s", w.Beside, known)}
	}
	return nil
}
