package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
)

// checkpoint keeps the ranges of batches in a checkpoint of the whole program (S03), as Spark's direct stream does. The
// steps of a batch:
//
//	plan -> write a checkpoint -> read -> process and write -> write a checkpoint
//
// Checkpoints are written by another goroutine, one after the other, and no batch waits for one: each holds the batches
// that are planned and not done. The next one is planned before a batch runs. A failed batch ends the program.
//
// A start takes up the checkpoint: it runs its batches again, with its settings, whatever the arguments say by now. One
// that another build has written is refused; or with --old-graph, that build's program runs on, and not this one. A group
// without a checkpoint begins at the ends of the logs. SIGTERM lets batches finish that are planned, and the last
// checkpoint be written.
//
// It is known to repeat all batches since the last checkpoint that was written before a crash, to lose none, and to stand
// in the way of every upgrade. Where the file system takes longer for a checkpoint than a batch takes, more and more of them
// wait in memory, and a crash repeats as many batches.
func checkpoint(ctx context.Context, a *app) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()

	file := filepath.Join(a.dir, "checkpoint.json")
	s, err := a.recoverState(ctx, file, in)
	if err != nil {
		return err
	}
	writer := newCheckpointWriter(file, a.checkpointTime)
	work := func(b *batch) (err error) {
		if b.records, err = in.read(ctx, b.ranges); err != nil {
			return err
		}
		return output(ctx, out, b.records)
	}
	for {
		planned, err := a.planAhead(ctx, in, &s)
		switch {
		case err != nil:
			return err
		case planned > 0:
			writer.write(s.checkpoint(a))
		}
		if len(s.Pending) == 0 {
			if ctx.Err() != nil {
				return writer.close()
			}
			a.rest(ctx)
			continue
		}
		running := s.first(a.concurrent)
		for i, err := range atOnce(running, work) {
			if err != nil {
				return err
			}
			s.Handled += len(running[i].records)
		}
		s.Pending = s.Pending[len(running):]
		writer.write(s.checkpoint(a))
	}
}

// planAhead plans batches until one waits behind those that run, or there is nothing to read. It returns how many.
func (a *app) planAhead(ctx context.Context, in *source, s *state) (planned int, err error) {
	for ctx.Err() == nil && len(s.Pending) <= a.concurrent {
		next := maps.Clone(s.Next)
		ranges, err := in.plan(ctx, next, s.Settings.Batch)
		if err != nil || len(ranges) == 0 {
			return planned, err
		}
		next.advance(ranges)
		s.Next, s.Pending, planned = next, append(s.Pending, rangesOf(ranges)), planned+1
	}
	return planned, nil
}

// recoverState is the state to go on with: the checkpoint's, or a new one.
func (a *app) recoverState(ctx context.Context, file string, in *source) (state, error) {
	var c checkpointed
	found, err := readDocument(file, &c)
	switch {
	case err != nil:
		return state{}, fmt.Errorf("failed to read checkpoint: %w", err)
	case !found:
		next, err := a.begin(ctx, in, logEnd)
		return state{Build: version, Settings: settings{a.topic, a.batch}, Next: next}, err
	case c.State.Build != version && !a.oldGraph:
		return state{}, fmt.Errorf("failed to read checkpoint %s: it is the state of build %s, and this is %s", file, c.State.Build, version)
	}
	version = c.State.Build // what runs from here on is the program of the checkpoint
	return c.State, nil
}
