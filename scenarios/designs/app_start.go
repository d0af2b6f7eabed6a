package main

import "context"

// begin is where a group begins that has no offsets: at the end of the logs that --start names, or at the approach's own.
func (a *app) begin(ctx context.Context, in *source, own int64) (offsets, error) {
	switch a.start {
	case "earliest":
		own = logStart
	case "latest":
		own = logEnd
	}
	return in.bounds(ctx, own)
}

// complete gives the partitions that a group has no offset for one: where the group begins, if it has none at all, or
// else the start of the log.
func (a *app) complete(ctx context.Context, in *source, stored offsets) error {
	if len(stored) == len(in.partitions) {
		return nil
	}
	first, err := a.begin(ctx, in, logStart)
	if err == nil && len(stored) > 0 {
		first, err = in.bounds(ctx, logStart)
	}
	if err != nil {
		return err
	}
	for _, p := range in.partitions {
		if _, ok := stored[p]; !ok {
			stored[p] = first[p]
		}
	}
	return nil
}
