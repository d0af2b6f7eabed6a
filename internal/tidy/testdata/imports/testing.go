package faults

import (
	_ "testing"        // want "sim imports testing outside its tests"
	_ "testing/iotest" // want "sim imports testing/iotest outside its tests"
)
