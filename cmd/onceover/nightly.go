package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// today is what --nightly means without a date.
const today = "today"

// resolve works out the flags that say the same as others in another way; changed tells which were given, and now is the
// time that --nightly goes by.
func (o *runOptions) resolve(changed func(flag string) bool, now time.Time) error {
	if changed("time") {
		switch {
		case changed("cases"):
			return errors.New("--time and --cases: one of them says how long")
		case o.time <= 0:
			return fmt.Errorf("--time %v: a time above 0 is needed", o.time)
		}
		o.cases = 0
	}
	if !changed("nightly") {
		return nil
	}
	if changed("seed") {
		return errors.New("--nightly and --seed: one of them says the seed")
	}
	var err error
	o.seed, err = nightlySeed(o.nightly, now)
	return err
}

// nightlySeed is the date as a number, 20060102, which no other date has and nobody chooses by chance.
func nightlySeed(date string, now time.Time) (uint64, error) {
	day := now.UTC()
	if date != today {
		var err error
		if day, err = time.Parse(time.DateOnly, date); err != nil {
			return 0, fmt.Errorf("--nightly=%s: want a date like 2006-01-02", date)
		}
	}
	return strconv.ParseUint(day.Format("20060102"), 10, 64)
}
