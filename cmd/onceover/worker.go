package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

func newWorkerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "worker",
		Short:  "Run cases for a supervisor (internal)",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			signal.Ignore(os.Interrupt) // a terminal sends it to all; the supervisor decides
			calmCollector()
			runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))) // one for the guest, which cannot be preempted, one for the input
			return harnessIf(work(c.InOrStdin(), c.OutOrStdout()), "run cases")
		},
	}
}

// work runs the jobs that come in until the input ends.
func work(in io.Reader, out io.Writer) error {
	lines := json.NewDecoder(in)
	w := worker{out: &sender{encoder: json.NewEncoder(out)}}
	if err := lines.Decode(&w.setup); err != nil {
		return fmt.Errorf("read setup: %w", err)
	}
	var err error
	if w.runtime, err = machine.NewRuntime(w.setup.CompiledDir, machine.Limits{}); err != nil {
		return err
	}
	w.library = scenarios.NewLibrary(w.runtime)
	go w.pulse.send(w.out)
	for j := range receive(lines) {
		if err := w.out.send(w.do(j)); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return nil
}

// receive reads jobs on the side. The end of the input is the end of the supervisor, and so of this process, whatever
// it is at.
func receive(lines *json.Decoder) <-chan job {
	jobs := make(chan job)
	go func() {
		for {
			var j job
			if err := lines.Decode(&j); err != nil {
				os.Exit(exitAsPromised)
			}
			jobs <- j
		}
	}()
	return jobs
}

// A worker runs one case after another on the stage that is set.
type worker struct {
	setup   setup
	out     *sender
	pulse   pulse
	runtime *machine.Runtime
	library *scenarios.Library
	loaded  []string
	stage   *scenarios.Stage
	setFor  stageKey
}

// A stageKey says which stage is set. Only one is kept, because each holds the memory of all services.
type stageKey struct {
	workload scenarios.Workload
	round    int
	keepAll  bool
}

func (w *worker) do(j job) message {
	of, err := scenarios.FindOne(j.Scenario)
	sc := of
	if err == nil {
		sc, err = of.In(j.Setting)
	}
	if err == nil {
		err = w.prepare(sc, j)
	}
	if err != nil {
		return j.failed(err)
	}
	w.beat(running, "")
	switch {
	case j.Sweep != nil:
		return w.sweep(sc, j)
	case j.Minimise != nil:
		return w.minimise(of, j)
	}
	o, err := w.stage.Run(sc, j.Case)
	w.pulse.rest()
	w.pulse.collect()
	if err == nil && j.TraceFile != "" {
		err = writeTrace(j.TraceFile, o)
	}
	if err != nil {
		return j.failed(err)
	}
	report := o.Report(j.Scenario)
	m := message{Report: &report}
	if j.Timeline != nil {
		m.Timeline = string(j.Timeline.Timeline(sc, o))
	}
	if j.Picture {
		m.Picture = reports.NewPicture(sc, o)
	}
	return m
}

func (w *worker) beat(p phase, subject string) {
	w.out.send(message{Beat: &beat{Phase: p, Subject: subject}}) // where it fails, so will the answer
}

// prepare loads the scenario's programs and sets its stage, where that has not been done.
func (w *worker) prepare(s scenarios.Scenario, j job) error {
	for _, p := range scenarios.Programs([]scenarios.Scenario{s}) {
		if err := w.load(p.Name); err != nil {
			return err
		}
	}
	key := stageKey{s.Workload, j.Round, j.TraceFile != ""}
	if w.stage != nil && w.setFor == key {
		return nil
	}
	if w.stage != nil {
		w.stage.Close()
		w.stage = nil
	}
	w.beat(staging, "")
	stage, err := scenarios.NewStage(w.library, key.workload, key.keepAll)
	if err != nil {
		return err
	}
	stage.Watch(w.pulse.step)
	w.stage, w.setFor = stage, key
	return nil
}

func (w *worker) load(name string) error {
	if slices.Contains(w.loaded, name) {
		return nil
	}
	for _, im := range w.setup.Images {
		if im.Name == name {
			w.beat(loading, name)
			w.loaded = append(w.loaded, name)
			return w.library.Add(name, program.Program{Name: im.Name, ID: im.ID, Path: im.Path})
		}
	}
	return fmt.Errorf("load program %s: it was not built", name)
}

func writeTrace(name string, o scenarios.Outcome) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write trace: %w", err)
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	for _, e := range o.Trace.Events() {
		fmt.Fprintln(b, e)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write trace: %w", err)
	}
	return f.Close()
}
