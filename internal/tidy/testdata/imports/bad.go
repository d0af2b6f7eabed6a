// Package faults is a bad example for the import rule, read as if it were package faults.
package faults

import (
	_ "fmt"

	_ "github.com/onceover/onceover/consumer/offsets" // want "faults may not import consumer/offsets"
	_ "github.com/onceover/onceover/model"            // want "faults may not import model"
	_ "github.com/onceover/onceover/sim"
	_ "github.com/onceover/onceover/sim/trace"
)
