// Package sim is a bad example for the rule of modules, read as if it were package sim.
package sim

import (
	_ "go/ast"

	_ "example.com/runtime" // want "sim may not import example.com/runtime (one package decides)"
	_ "example.com/runtime/api"
	_ "example.com/runtime/internal" // want "sim may not import example.com/runtime (one package decides)"
	_ "example.org/other"            // want "example.org/other is of no module in the table"
)
