package faults

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/onceover/onceover/internal/strict"
)

// FormatVersion is the version of a schedule's JSON form. A reader refuses any other.
const FormatVersion = 1

// A VersionError says that a schedule is of another format.
type VersionError struct{ Got int }

func (e *VersionError) Error() string {
	return fmt.Sprintf("schedule format %d, this build reads %d", e.Got, FormatVersion)
}

type scheduleJSON struct {
	Format int               `json:"format"`
	Faults []json.RawMessage `json:"faults"`
}

// MarshalJSON writes the schedule with its format version. Equal schedules are equal bytes.
func (s Schedule) MarshalJSON() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("encode schedule: %w", err)
	}
	out := scheduleJSON{Format: FormatVersion, Faults: []json.RawMessage{}}
	for i, f := range s.Faults {
		b, err := json.Marshal(f.toJSON())
		if err != nil {
			return nil, fmt.Errorf("encode fault %d: %w", i+1, err)
		}
		out.Faults = append(out.Faults, b)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote. It refuses other versions, unknown fields and faults that make no sense.
func (s *Schedule) UnmarshalJSON(b []byte) error {
	var version struct {
		Format json.RawMessage `json:"format"`
	}
	if err := json.Unmarshal(b, &version); err != nil {
		return fmt.Errorf("decode schedule: %w", err)
	}
	if version.Format == nil {
		return errors.New("decode schedule: it names no format")
	}
	var format int
	err := json.Unmarshal(version.Format, &format)
	if err == nil && format != FormatVersion {
		err = &VersionError{format}
	}
	if err != nil {
		return &strict.FieldError{Field: "format", Err: fmt.Errorf("decode schedule: %w", err)}
	}
	var in scheduleJSON
	if err := strict.Decode(b, &in); err != nil {
		return fmt.Errorf("decode schedule: %w", err)
	}
	var read Schedule
	for i, raw := range in.Faults {
		var f faultJSON
		if err := strict.Decode(raw, &f); err != nil {
			return inFault(i, fmt.Errorf("decode fault %d: %w", i+1, err))
		}
		decoded, err := f.fault()
		if err != nil {
			return inFault(i, fmt.Errorf("decode fault %d: %w", i+1, err))
		}
		read.Faults = append(read.Faults, decoded)
	}
	if err := read.Validate(); err != nil {
		return fmt.Errorf("decode schedule: %w", err)
	}
	*s = read
	return nil
}

// inFault says in which fault of a schedule an error lies.
func inFault(i int, err error) error {
	return &strict.FieldError{Field: fmt.Sprintf("faults[%d]", i), Err: err}
}
