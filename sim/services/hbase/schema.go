package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/services/exchange"
	"github.com/onceover/onceover/sim/trace"
)

// tableName is what a table may be called (TableName). Namespaces are not built.
var tableName = regexp.MustCompile(`^[\pL\pN_][\pL\pN_.-]*$`)

func (s *service) exists(q *request) exchange.Answer {
	if s.tables[q.table] == nil {
		return notFound(q)
	}
	return uncached(done())
}

// A schemaModel is a table or a family as TableSchemaModel and ColumnSchemaModel have it: any attribute that is text, a
// number or a truth value.
type schemaModel struct {
	name       string
	attributes map[string]string
	families   []schemaModel
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *schemaModel) UnmarshalJSON(b []byte) error {
	var name *string
	rest, err := fields(b, map[string]any{"name": &name, "ColumnSchema": &m.families})
	if err != nil {
		return err
	}
	if name != nil {
		m.name = *name
	}
	m.attributes = map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(rest)) {
		raw, text := rest[key], ""
		if json.Unmarshal(raw, &text) != nil {
			if text = string(raw); strings.ContainsAny(text, "{[") {
				return fmt.Errorf("%s: no plain value", key)
			}
		}
		m.attributes[key] = text
	}
	return nil
}

// create makes a table; one that exists is changed. PUT says all families that there are to be, and POST those that are
// new or change (SchemaResource.update). The name of the path counts, not that of the body.
func (s *service) create(q *request) exchange.Answer {
	if contentType(q) != jsons {
		return unsupported()
	}
	var m schemaModel
	if err := json.Unmarshal(q.body, &m); err != nil {
		return badRequest(err.Error())
	}
	if !tableName.MatchString(q.table) {
		return badRequest("")
	}
	families, ok := parseFamilies(m.families)
	t := s.tables[q.table]
	switch {
	case !ok:
		return unavailable()
	case t != nil && q.Method == http.MethodPost:
		for _, f := range families {
			t.families = slices.DeleteFunc(t.families, func(old *family) bool { return old.name == f.name })
		}
		t.setFamilies(append(t.families, families...))
		return done()
	case len(families) == 0:
		return unavailable()
	}
	if t == nil {
		t = &table{name: q.table, rows: map[string]*row{}}
		s.tables[q.table] = t
		s.hooks.Record("hbase.table", q.client, trace.Str("kind", "create"), trace.Str("table", t.name))
	}
	t.attributes = m.attributes
	t.setFamilies(families)
	return exchange.Answer{Status: http.StatusCreated}.With("Location", "http://"+q.Host+q.URL.EscapedPath())
}

func parseFamilies(models []schemaModel) ([]*family, bool) {
	var families []*family
	for _, m := range models {
		f, ok := newFamily(m.name, m.attributes)
		twice := slices.ContainsFunc(families, func(before *family) bool { return before.name == m.name })
		if !ok || twice || strings.Contains(m.name, ":") {
			return nil, false
		}
		families = append(families, f)
	}
	return families, true
}

// setFamilies replaces the families. The cells of one that is left out are gone, even if it comes back.
func (t *table) setFamilies(families []*family) {
	t.families = families
	slices.SortStableFunc(t.families, func(a, b *family) int { return strings.Compare(a.name, b.name) })
	for _, key := range t.keys {
		r := t.rows[key]
		r.cells = slices.DeleteFunc(r.cells, func(c cell) bool { return t.family(c.column.family) == nil })
	}
}

func (s *service) drop(q *request) exchange.Answer {
	if s.tables[q.table] == nil {
		return noTable(q.table)
	}
	delete(s.tables, q.table)
	s.hooks.Record("hbase.table", q.client, trace.Str("kind", "drop"), trace.Str("table", q.table))
	return done()
}

// schema describes a table. Of the attributes that nobody set, it has those that mean something here.
func (s *service) schema(q *request) exchange.Answer {
	t, ok := s.tables[q.table]
	if !ok {
		return noTable(q.table)
	}
	switch mediaType, _ := exchange.Accepts(q.Header.Get("Accept"), plain, jsons); mediaType {
	case plain:
		var families []string
		for _, f := range t.families {
			families = append(families, "{ NAME => '"+f.name+"'"+listed(f.attributes)+" }")
		}
		return uncached(exchange.Data(http.StatusOK, plain,
			[]byte("{ NAME=> '"+t.name+"'"+listed(t.attributes)+", COLUMNS => [ "+strings.Join(families, ", ")+" ] }")))
	case jsons:
		families := []any{}
		for _, f := range t.families {
			families = append(families, described(f.name, f.attributes))
		}
		model := described(t.name, t.attributes)
		model["ColumnSchema"] = families
		return uncached(encoded(model))
	}
	return notAcceptable()
}

func described(name string, attributes map[string]string) map[string]any {
	model := map[string]any{"name": name}
	for key, value := range attributes {
		model[key] = value
	}
	return model
}

func listed(attributes map[string]string) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		fmt.Fprintf(&b, ", %s => '%s'", key, attributes[key])
	}
	return b.String()
}
