// Command hbase is the HBase of a world behind its REST interface ("Stargate"), in memory. It also runs as an ordinary
// server on a real port.
//
// It has what a store of offsets needs: versions, table schemas, rows and cells, check-and-put and check-and-delete, the
// scanners with state and the scan without, versions of a cell, time to live by the process's clock, and the markers by
// which HBase deletes. It answers as hbase-rest of HBase 2.5 does; the rules were read in its source, which files here
// name by class (RowResource, RowSpec, TableResource, ScannerInstanceResource, SchemaResource). What is not built is
// answered by 501 (appends, increments, filters, multiget, status, namespaces), 406 and 415 (XML and protobuf).
//
// It promises that the requests of a connection are strictly one after another, and that facts are recorded exactly when
// a row was changed and in the order of application:
//
//	hbase.effect  command=PUT, MASKED or DELETE, table, key=row, field=column, value, timestamp, txn
//	hbase.table   kind=create or drop, table
//
// One change of a row is atomic, and its facts have the same txn. MASKED is a put that nobody will
// ever read: a marker hides it, or newer versions do. A DELETE hides what it names up to its timestamp: the row if its field is empty, a family "f", or a
// column "f:q"; command=DELETE_VERSION hides that timestamp of the column alone.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/services/exchange"
)

func main() {
	listen := flag.String("listen", ":8080", "address to serve on")
	flag.Parse()
	if err := run(*listen); err != nil {
		fmt.Fprintln(os.Stderr, "hbase:", err)
		os.Exit(1)
	}
}

func run(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	hooks := guest.World()
	s := newService(hooks)
	return (&exchange.Server{Hooks: hooks, Service: s.operation, Broken: "hbase.unknown"}).Serve(l)
}
