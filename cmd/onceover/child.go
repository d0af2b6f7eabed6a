package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/onceover/onceover/scenarios"
)

// A child is a worker process as its supervisor sees it.
type child struct {
	cmd      *exec.Cmd
	input    io.WriteCloser
	messages chan message // closed when no more can come
	end      error        // why no more can come; set before messages is closed
	stderr   tail
	patience patience
	heard    func(job, message) // where set, is told of each beat
}

// A lostError says that a worker had to be given up, or died.
type lostError struct {
	reason string
	at     beat
}

func (e *lostError) Error() string { return e.reason }

func startChild(cmd *exec.Cmd, s setup, p patience) (*child, error) {
	c := &child{cmd: cmd, messages: make(chan message), patience: p}
	cmd.Stderr = &c.stderr
	output, err := cmd.StdoutPipe()
	if err == nil {
		c.input, err = cmd.StdinPipe()
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start worker: %w", err)
	}
	go c.read(json.NewDecoder(output))
	json.NewEncoder(c.input).Encode(s) // a worker that is dead already shows it by its first answer, which does not come
	return c, nil
}

func (c *child) read(lines *json.Decoder) {
	defer close(c.messages)
	for {
		var m message
		if c.end = lines.Decode(&m); c.end != nil {
			return
		}
		c.messages <- m
	}
}

// do hands the worker a job and waits for the answer, as long as it goes on. After an error the worker is no more; the
// error is a lostError unless the context ended.
func (c *child) do(ctx context.Context, j job) (message, error) {
	json.NewEncoder(c.input).Encode(j) // see startChild
	at := beat{Phase: loading}
	var swept []scenarios.Swept
	timer := time.NewTimer(c.patience.with(at))
	defer timer.Stop()
	for {
		select {
		case m, ok := <-c.messages:
			switch {
			case !ok:
				return message{}, &lostError{c.obituary(at, j), at}
			case m.Beat != nil:
				swept = append(swept, m.Swept...)
				if at = *m.Beat; c.heard != nil {
					c.heard(j, m)
				}
				timer.Reset(c.patience.with(at))
			case m.answers(j):
				m.Swept = swept
				return m, nil
			default:
				c.kill()
				return message{}, &lostError{"worker answered something else than it was asked " + at.where(j), at}
			}
		case <-timer.C:
			c.kill()
			return message{}, &lostError{fmt.Sprintf("no progress for %v of wall time %s", c.patience.with(at), at.where(j)), at}
		case <-ctx.Done():
			c.kill()
			return message{}, ctx.Err()
		}
	}
}

// obituary says how a worker ended that nobody asked to end.
func (c *child) obituary(at beat, j job) string {
	reason := c.end
	c.kill()
	text := fmt.Sprintf("worker died (%s) %s", c.cmd.ProcessState, at.where(j))
	if !errors.Is(reason, io.EOF) {
		text = fmt.Sprintf("worker printed something else than an answer (%v) %s", reason, at.where(j))
	}
	if said := c.stderr.digest(); said != "" {
		text += ":\n" + said
	}
	return text
}

// kill ends the process, whatever it is at, and waits for it.
func (c *child) kill() {
	c.cmd.Process.Kill() // fails only if it is dead
	for range c.messages {
	}
	c.cmd.Wait() // what it says of a killed process is no news
}

// close lets the worker end.
func (c *child) close() {
	c.input.Close()
	for range c.messages {
	}
	c.cmd.Wait()
}
