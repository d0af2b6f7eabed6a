package main

import (
	"context"
	"path/filepath"
)

// fileBatch stores the next offsets of all partitions in a file after each batch (S09), which it replaces by renaming
// another one to its name. The steps of a batch:
//
//	plan -> read -> process and write -> write the file beside -> sync it -> rename it -> sync the directory
//
// Batches are one after the other, and the first error ends the program. A group without a file begins at the starts of
// the logs, and so does a partition that the file lacks. A file that cannot be read is an error.
//
// It is known to repeat at most one batch after a crash, if the file system renames in one step.
func fileBatch(ctx context.Context, a *app) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()

	file := filepath.Join(a.dir, "offsets.json")
	next, err := a.begin(ctx, in, logStart)
	if err != nil {
		return err
	}
	var held document
	if _, err := readDocument(file, &held); err != nil {
		return err
	}
	for _, at := range held.Positions {
		next[at.Partition] = at.Offset
	}
	return a.batches(ctx, in, next, func(b *batch) error {
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		return output(ctx, out, records)
	}, func(b *batch) error {
		return replaceDocument(file, a.document(b.until))
	})
}
