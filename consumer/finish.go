package consumer

import (
	"context"
	"errors"
	"slices"
)

// attempt asks once for the partitions. It returns those for which more has to be asked, whether anything was gained,
// and the errors that were met.
type attempt func(ctx context.Context, pending []Partition) (rest []Partition, gained bool, errs []error)

// finish attempts until no partition is left. After errors it looks up the leaders anew and waits a little; the first
// error that another attempt cannot cure, or the last one after too many, ends it.
func (t *topic) finish(ctx context.Context, pending []Partition, try attempt) error {
	r := t.retry
	return t.goOn(ctx, &r, pending, try)
}

// goOn is finish with attempts that may have begun.
func (t *topic) goOn(ctx context.Context, r *retry, pending []Partition, try attempt) error {
	for len(pending) > 0 {
		var gained bool
		var errs []error
		err := r.attempt(ctx, func(ctx context.Context) error {
			pending, gained, errs = try(ctx, pending)
			return errors.Join(errs...)
		})
		if gained {
			r.gain()
		}
		if err == nil {
			continue
		}
		if i := slices.IndexFunc(errs, func(err error) bool { return !retriable(err) }); i >= 0 {
			return errs[i]
		}
		if err := r.wait(ctx, err); err != nil {
			return err
		}
		if err := r.attempt(ctx, t.refresh); err != nil && !retriable(err) {
			return err
		}
	}
	return nil
}
