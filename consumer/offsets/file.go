package offsets

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/onceover/onceover/consumer"
)

// File is a consumer.Store that keeps the offsets of one group in one small file, with leader epochs and topic ids. A
// Store writes a new file beside it, syncs that, renames it to the file's name, and syncs the directory: a crash or a
// power loss shows the old offsets or the new ones, of all partitions. A file that is empty, torn, of another group or of
// a newer schema is an error.
//
// Stores of several processes may use one file, each for its own partitions, and the one whose offsets were changed is
// refused. They are kept apart, from reading to renaming, by a lock on the file's name with ".lock", which stays there.
// Where the system has no flock (Windows, Solaris, AIX, WASI) nothing keeps apart two that write in the same instant, and
// the offsets of one may be lost: use the file by one process at a time there.
//
// It is not safe for concurrent use.
type File struct {
	*conditional
	name, group string
	advice      string // on a file that cannot be read
}

// NewFile returns a store in the file of that name, which need not exist yet; its directory must.
func NewFile(name, group string, p Patience) *File {
	f := &File{name: name, group: group, advice: "restore the file, or remove it to let the group start anew"}
	f.conditional = newConditional(f, p)
	return f
}

// NewJournal returns a store in a file of that name for the journal of a Migration. It is a File that says of itself
// what it is.
func NewJournal(name, group string, p Patience) *File {
	f := NewFile(name, group, p)
	f.advice = "restore the file: it says which of two stores counts"
	return f
}

// Load implements consumer.Store.
func (f *File) Load(ctx context.Context, partitions []consumer.Partition) (positions map[consumer.Partition]consumer.Position, err error) {
	err = f.locked(ctx, func() error {
		// What a killed process renamed may not be durable yet: a power loss would take it back after it was used.
		if err := syncDirectory(f.name); err != nil {
			return err
		}
		positions, err = f.load(ctx, partitions)
		return err
	})
	return positions, err
}

// Store implements consumer.Store. An error of the disk behind the renaming leaves open what a power loss will show.
func (f *File) Store(ctx context.Context, c consumer.Commit) error {
	return f.locked(ctx, func() error { return f.store(ctx, c) })
}

// locked does something while no other process uses the file.
func (f *File) locked(ctx context.Context, do func() error) error {
	var unlock func() error
	err := f.persist(ctx, func(context.Context) (err error) {
		unlock, err = lock(f.name + ".lock")
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(do(), unlock())
}

// read implements medium.
func (f *File) read(_ context.Context, partitions []consumer.Partition) (map[consumer.Partition]entry, error) {
	all, err := f.readAll()
	if err != nil {
		return nil, err
	}
	held := make(map[consumer.Partition]entry, len(partitions))
	for _, p := range partitions {
		if e, ok := all[p]; ok {
			held[p] = e
		}
	}
	return held, nil
}

// readAll returns all entries of the file, none if it does not exist.
func (f *File) readAll() (map[consumer.Partition]entry, error) {
	data, err := os.ReadFile(f.name)
	if errors.Is(err, os.ErrNotExist) {
		return map[consumer.Partition]entry{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read offsets: %w", err)
	}
	all, err := decodeDocument(data, f.group)
	if err != nil {
		return nil, fmt.Errorf("read offsets of %s: %w; %s", f.name, err, f.advice)
	}
	return all, nil
}

// write implements medium.
func (f *File) write(ctx context.Context, _ int64, updates []update) error {
	all, err := f.readAll()
	if err != nil {
		return err
	}
	for _, w := range updates {
		all[w.Partition] = w.entry
	}
	data, err := encodeDocument(f.group, all)
	if err != nil {
		return fmt.Errorf("write offsets to %s: %w", f.name, err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write offsets to %s: %w", f.name, err)
	}
	return replaceFile(f.name, data)
}
