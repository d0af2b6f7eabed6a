package main

import (
	"encoding/json"
	"net/http"

	"github.com/onceover/onceover/sim/services/exchange"
)

const (
	plain  = "text/plain"
	binary = "application/octet-stream"
	jsons  = "application/json"
)

// The answers of ResourceBase.processException have a stack trace behind their first line; here, its first line.

func noTable(name string) exchange.Answer {
	return exchange.Text(http.StatusNotFound, "Not found\r\norg.apache.hadoop.hbase.TableNotFoundException: "+name)
}

func noFamily(family, table string) exchange.Answer {
	return exchange.Text(http.StatusNotFound, "Not found\r\norg.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException: "+
		"Column family "+family+" does not exist in "+table)
}

func badRequest(why string) exchange.Answer {
	if why != "" {
		why = ": " + why
	}
	return exchange.Text(http.StatusBadRequest, "Bad request"+why)
}

func unavailable() exchange.Answer {
	return exchange.Text(http.StatusServiceUnavailable, "Unavailable")
}

func notAcceptable() exchange.Answer {
	return exchange.Text(http.StatusNotAcceptable, "Not Acceptable")
}

func unsupported() exchange.Answer {
	return exchange.Text(http.StatusUnsupportedMediaType, "Unsupported Media Type")
}

func done() exchange.Answer { return exchange.Answer{Status: http.StatusOK} }

func encoded(v any) exchange.Answer {
	b, err := json.Marshal(v)
	if err != nil {
		panic("hbase: encode an answer: " + err.Error()) // of text and numbers alone
	}
	return exchange.Data(http.StatusOK, jsons, b)
}

// uncached is an answer with the header of resources that change.
func uncached(a exchange.Answer) exchange.Answer { return a.With("Cache-Control", "no-cache") }

const clusterVersion = "2.5.10"

// version answers /version, /version/rest and /version/cluster.
func version(q *request) exchange.Answer {
	text := "rest 0.0.3 [JVM: ] [OS: ] [Server: onceover] [Jersey: ]\n"
	var model any = struct{ REST, JVM, OS, Server, Jersey string }{REST: "0.0.3", Server: "onceover"}
	if q.rest == "cluster" {
		text, model = clusterVersion, struct{ Version string }{clusterVersion}
	}
	switch t, _ := exchange.Accepts(q.Header.Get("Accept"), plain, jsons); t {
	case plain:
		return uncached(exchange.Data(http.StatusOK, plain, []byte(text)))
	case jsons:
		return uncached(encoded(model))
	}
	return notAcceptable()
}
